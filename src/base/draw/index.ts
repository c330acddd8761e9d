// Small pictures made from facts: a community's rings, its hue and the strip of its three dimensions.
export { hashOf } from './hash.ts';
export { HOUSE_HUE, HUES, hueFor } from './hue.ts';
export { drawRings, type Ring, type RingFacts, type RingPlace, type RingsModel, round } from './rings.ts';
export { drawStrip, type Outlet, type StripFacts, type StripModel } from './strip.ts';
