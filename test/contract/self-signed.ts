import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

// An X.509 certificate, version 1, written by hand: RFC 5280, section 4.1. Everything in it is a DER tag, a length and a value.

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;

const COMMON_NAME = Buffer.from('550403', 'hex');
const ECDSA_WITH_SHA256 = Buffer.from('2a8648ce3d040302', 'hex');
const ONE_DAY_MS = 86_400_000;

const der = (tag: number, ...values: Uint8Array[]): Buffer => {
  const value = Buffer.concat(values);
  const length = value.length < 128 ? [value.length] : [0x82, value.length >> 8, value.length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...length), value]);
};

/** Writes YYMMDDhhmmssZ. */
const utcTime = (ms: number): Buffer =>
  der(UTC_TIME, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));

/** Makes a fresh key and a certificate for `name`, signed by that key and good for a day. */
export const selfSigned = (name: string): { key: string; cert: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(SEQUENCE, der(OBJECT_ID, ECDSA_WITH_SHA256));
  const subject = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, der(OBJECT_ID, COMMON_NAME), der(UTF8_STRING, Buffer.from(name)))),
  );
  const validity = der(SEQUENCE, utcTime(Date.now() - ONE_DAY_MS), utcTime(Date.now() + ONE_DAY_MS));
  const serial = der(INTEGER, Uint8Array.of(1), randomBytes(8));
  const publicInfo = publicKey.export({ type: 'spki', format: 'der' });
  const toBeSigned = der(SEQUENCE, serial, algorithm, subject, validity, subject, publicInfo);
  const signature = der(BIT_STRING, Uint8Array.of(0), sign('sha256', toBeSigned, privateKey));
  const body = der(SEQUENCE, toBeSigned, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
  };
};
