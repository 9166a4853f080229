import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { BuildAppOptions } from 'fauxqs';

type Stores = NonNullable<BuildAppOptions['stores']>;
type Queues = Stores['sqsStore'];

interface QueueFile {
  db: DatabaseSync;
  updateMessageReady(messageId: string): void;
  loadSqsAndSns(sqs: Stores['sqsStore'], sns: Stores['snsStore']): void;
  close(): void;
}

interface ObjectFolder {
  loadS3(s3: Stores['s3Store']): void;
  close(): void;
}

/**
 * Reads the queues (a SQLite file) and objects (plain files, good to look at) of an earlier start and keeps writing
 * there. fauxqs offers this only together with listening on all interfaces, so its stores are put together here.
 * A message that somebody was working on is visible again at once: that worker went with the emulators.
 */
export async function loadStores(folder: string): Promise<{ stores: Stores; close(): void }> {
  const [{ PersistenceManager }, { FileS3Persistence }, { SqsStore }, { SnsStore }, { S3Store }] = await Promise.all([
    load<{ PersistenceManager: new (folder: string) => QueueFile }>('persistence.js'),
    load<{ FileS3Persistence: new (folder: string) => ObjectFolder }>('s3/fileS3Persistence.js'),
    load<{ SqsStore: new () => Queues }>('sqs/sqsStore.js'),
    load<{ SnsStore: new () => Stores['snsStore'] }>('sns/snsStore.js'),
    load<{ S3Store: new () => Stores['s3Store'] }>('s3/s3Store.js'),
  ]);
  const stores: Stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const queueFile = new PersistenceManager(join(folder, 'queues'));
  queueFile.updateMessageReady = returnMessage(queueFile.db);
  const objectFolder = new FileS3Persistence(join(folder, 'objects'));
  queueFile.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  objectFolder.loadS3(stores.s3Store);

  // Only now: writing what is being read would begin by deleting it.
  Object.assign(stores.sqsStore, { persistence: queueFile });
  Object.assign(stores.snsStore, { persistence: queueFile });
  Object.assign(stores.s3Store, { persistence: objectFolder });
  for (const queue of stores.sqsStore.allQueues()) {
    Object.assign(queue, { persistence: queueFile });
    for (const { message, receiptHandle } of [...queue.inflightMessages.values()]) {
      message.approximateReceiveCount -= 1; // or a few restarts would make a dead letter of it
      queue.changeVisibility(receiptHandle, 0);
    }
  }
  return {
    stores,
    close() {
      queueFile.close();
      objectFolder.close();
    },
  };
}

/** fauxqs 2.4.1 sets the number of receives to null here, which its own table refuses, and loses the message. */
function returnMessage(db: DatabaseSync): QueueFile['updateMessageReady'] {
  const update = 'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?';
  const statement = db.prepare(update);
  return (messageId) => void statement.run(messageId);
}

/** A file of fauxqs that its package does not export by name. */
async function load<T>(path: string): Promise<T> {
  return (await import(new URL(path, import.meta.resolve('fauxqs')).href)) as T;
}
