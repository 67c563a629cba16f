import { defineConfig } from "vite";

export default defineConfig({ base: "./", build: { outDir: "dist", emptyOutDir: true, chunkSizeWarningLimit: 10_000, reportCompressedSize: false } });
