// The steps of the web build as Maven calls them. Each runs only when what it reads has changed since it last worked.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const SKIPPED = new Set(['node_modules', 'dist', 'target', 'coverage']);

const STEPS = {
  install: {
    reads: (file) => /(^|\/)package(-lock)?\.json$|^\.npmrc$/.test(file),
    // A stamp beside what was installed: whoever deletes the one deletes the other.
    stamp: 'node_modules/.parley-install',
    run: () => npm('ci', '--prefer-offline', '--no-audit', '--no-fund'),
  },
  lint: {
    reads: (file) => !file.endsWith('.md'),
    stamp: 'target/stamps/lint',
    run: () => npm('run', 'lint') && npm('run', 'typecheck'),
  },
  test: {
    reads: (file) => !file.endsWith('.md') && !file.endsWith('.css'),
    stamp: 'target/stamps/test',
    run: () => npm('test'),
  },
  build: {
    reads: (file) => !file.includes('/test/') && !file.endsWith('.md') && !file.startsWith('eslint'),
    stamp: 'target/stamps/build',
    made: 'target/classes/static/index.html',
    run: () => npm('run', 'build') && pack(),
  },
};

const name = process.argv[2];
const step = STEPS[name];
if (step === undefined) {
  console.error(
    `${name ?? 'No step'}: no step of the web build (expected: ${Object.keys(STEPS).join(', ')})`,
  );
  process.exit(1);
}
const stamp = join(web, step.stamp);
const print = fingerprint(step.reads);
if (existsSync(join(web, step.made ?? '.')) && readStamp() === print) {
  console.log(`web ${name}: nothing has changed`);
} else {
  rmSync(stamp, { force: true });
  if (!step.run()) process.exit(1);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, print);
}

function npm(...parameters) {
  const options = { cwd: web, stdio: 'inherit', shell: process.platform === 'win32' };
  const { status, error } = spawnSync('npm', ['--loglevel=error', ...parameters], options);
  if (error) console.error(`npm could not be started: ${error.message}`);
  return status === 0;
}

/** The gateway serves what lies under `static/` on its class path. */
function pack() {
  const target = join(web, 'target/classes/static');
  rmSync(target, { recursive: true, force: true });
  cpSync(join(web, 'client/dist'), target, { recursive: true });
  return true;
}

function readStamp() {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : null;
}

function fingerprint(reads) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files(web).filter(reads).sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(web, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name: entry }) => !SKIPPED.has(entry))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return files(path);
      return entry.isFile() ? [relative(web, path).split(sep).join('/')] : [];
    });
}
