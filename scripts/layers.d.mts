/** The folders that are features. */
export const FEATURES: string[];
/** The text of biome.layers.json as the table asks for it. */
export function layerText(): string;
