declare module "gifenc" {
    type Palette = number[][];
    type Format = "rgb565" | "rgb444" | "rgba4444";
    interface Frame {
        palette: Palette;
        delay: number;
        repeat?: number;
        dispose?: number; // 1: it stays where the next one is transparent
        transparent?: boolean;
        transparentIndex?: number;
    }
    interface Encoder {
        writeFrame(index: Uint8Array, width: number, height: number, options: Frame): void;
        finish(): void;
        bytes(): Uint8Array;
    }
    type Pixels = Uint8Array | Uint8ClampedArray;
    export function GIFEncoder(): Encoder;
    export function quantize(rgba: Pixels, colors: number, options?: { format?: Format }): Palette;
    export function applyPalette(rgba: Pixels, palette: Palette, format?: Format): Uint8Array;
}
