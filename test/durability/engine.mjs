// Runs the embedded engine alone, for a test that kills it: node engine.mjs ENGINE_MODULE DATA_DIR
// It loads its code at once, but opens the data only when it is told to by a line on its input.
const [module, dataDir] = process.argv.slice(2);
const { startEngine } = await import(module);
process.stdin.once('data', async () => {
  const { uri } = await startEngine({ dataDir });
  process.stdout.write(`${uri}\n`);
});
