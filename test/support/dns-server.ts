import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';

/** A DNS server that knows one address for every name, or none, as a test wants. */
export interface DnsServer {
  /** `address:port` */
  address: string;
  /** What the next question for an IPv4 address is answered with; undefined: there is no such name; `silent`: nothing. */
  answer: () => string[] | undefined | 'silent';
  questions: number;
  stop(): void;
}

const typeA = 1;
const noSuchName = 3; // RFC 1035 section 4.1.1

/** Starts one on 127.0.0.1. Answers live for no time, so that nobody remembers them. */
export async function startDnsServer(): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const server: DnsServer = {
    address: '',
    answer: () => undefined,
    questions: 0,
    stop: () => void socket.close(),
  };
  socket.on('message', (query, from) => {
    const questionEnd = query.indexOf(0, 12) + 5;
    const isForIpv4 = query.readUInt16BE(questionEnd - 4) === typeA;
    if (isForIpv4) server.questions += 1;
    const found = server.answer();
    if (found === 'silent') return;
    const addresses = isForIpv4 ? (found ?? []) : [];
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(0x8180 | (found === undefined ? noSuchName : 0), 2);
    head.writeUInt16BE(addresses.length, 6);
    head.writeUInt16BE(0, 8);
    head.writeUInt16BE(0, 10);
    const reply = [head, query.subarray(12, questionEnd), ...addresses.filter(isIPv4).map(recordOf)];
    socket.send(Buffer.concat(reply), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  server.address = `127.0.0.1:${socket.address().port}`;
  return server;
}

/** A resource record that points back to the question's name (RFC 1035 section 4.1.3). */
function recordOf(address: string): Buffer {
  const fixed = [0xc0, 0x0c, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4];
  return Buffer.from([...fixed, ...address.split('.').map(Number)]);
}
