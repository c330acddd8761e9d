// Stops with one clear line when Node.js is too old for the project. Imported first by every command.
// Written in old syntax on purpose: it has to run where nothing else does.
const [major, minor] = process.versions.node.split('.').map(Number);
const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;

if (!supported) {
  process.stderr.write(
    `Perennial needs Node.js 20.19, 22.12 or later; this is ${process.versions.node}. Get it from https://nodejs.org\n`,
  );
  process.exit(1);
}
