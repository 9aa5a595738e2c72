declare module "js-lzma" {
    const LZMA: { decompressFile(from: { readByte(): number }, to: { writeByte(byte: number): void }): boolean };
    export default LZMA;
}
