declare module "gifenc" {
    type Palette = number[][];
    type Format = "rgb565" | "rgb444" | "rgba4444";
    interface Encoder {
        writeFrame(index: Uint8Array, width: number, height: number, options: { palette: Palette; delay: number; repeat?: number }): void;
        finish(): void;
        bytes(): Uint8Array;
    }
    export function GIFEncoder(): Encoder;
    export function quantize(rgba: Uint8ClampedArray, colors: number, options?: { format?: Format }): Palette;
    export function applyPalette(rgba: Uint8ClampedArray, palette: Palette, format?: Format): Uint8Array;
}
