import { chmod, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The operating system account that PostgreSQL runs under when it is not our own. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root; `nobody` exists everywhere and needs no account to be created. */
const NOBODY: ServerAccount =
  process.platform === 'darwin' ? { uid: -2, gid: -2 } : { uid: 65534, gid: 65534 };

/**
 * The account to start the server with; undefined means our own.
 * As root it is the owner of the data that is already there, else `nobody`.
 */
export async function serverAccount(dataFolder: string): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataFolder).catch(() => undefined);
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : NOBODY;
}

/** Lets the account pass through the folder; what lies inside stays shut by its own modes. */
export async function letThrough(folder: string, account: ServerAccount): Promise<void> {
  if (await permits(folder, account, 0o1)) return;
  await chmod(folder, ((await stat(folder)).mode & 0o777) | 0o011);
}

/** Whether the account may enter the folder and every folder above it. */
export async function canEnter(folder: string, account: ServerAccount | undefined): Promise<boolean> {
  if (!account) return true;
  for (let step = folder; ; step = dirname(step)) {
    if (!(await permits(step, account, 0o1))) return false;
    if (step === dirname(step)) return true;
  }
}

/** Whether the account may get to the path, and read and enter (or execute) it. */
export async function canRead(path: string, account: ServerAccount | undefined): Promise<boolean> {
  if (!account) return true;
  return (await canEnter(dirname(path), account)) && permits(path, account, 0o5);
}

async function permits(path: string, account: ServerAccount, wanted: number): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  const granted = uid === account.uid ? mode >> 6 : gid === account.gid ? mode >> 3 : mode;
  return (granted & wanted) === wanted;
}
