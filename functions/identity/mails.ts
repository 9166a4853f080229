import type { Mail } from '../domain/ports.ts';

const regards = '\n\nIOOS Harvest Registry\n';
const notYou = 'If it was not you who asked for this, do nothing.';

/** Where a link in a mail leads. */
export function linkUrl(publicUrl: string, path: string, token: string): string {
  return `${publicUrl}${path}?token=${encodeURIComponent(token)}`;
}

/** To somebody who registers. */
export function verifyMail(to: string, url: string): Mail {
  return {
    to,
    subject: 'Confirm your address',
    text: `Somebody, probably you, has registered with the IOOS Harvest Registry with this address.\nTo confirm it, open this link within 24 hours:\n\n${url}\n\nAn administrator approves the account after that. ${notYou}${regards}`,
  };
}

/** To somebody who has an account, and for whom somebody wants to register another, or to move one. */
export function knownMail(to: string, url: string): Mail {
  return {
    to,
    subject: 'You have an account already',
    text: `Somebody, probably you, has given this address to the IOOS Harvest Registry for an account. It has one already, and nothing was changed.\nIf you do not know its password any more, choose a new one here:\n\n${url}/api/v2/password-reset\n\n${notYou}${regards}`,
  };
}

/** To the new address of an account. */
export function newAddressMail(to: string, url: string): Mail {
  return {
    to,
    subject: 'Confirm your new address',
    text: `An account of the IOOS Harvest Registry is to have this address. Until it is confirmed, the old one stays.\nTo confirm it, open this link within 24 hours:\n\n${url}\n\n${notYou}${regards}`,
  };
}

/** To the address that an account had. */
export function addressChangedMail(to: string): Mail {
  return {
    to,
    subject: 'Your address was changed',
    text: `Your account at the IOOS Harvest Registry has another address now, which was confirmed; this one is not used any more. If it was not you, tell an administrator of the registry at once.${regards}`,
  };
}

/** To somebody who wants a new password. */
export function resetMail(to: string, url: string): Mail {
  return {
    to,
    subject: 'Choose a new password',
    text: `Somebody, probably you, asks for a new password for your account at the IOOS Harvest Registry.\nTo choose one, open this link within an hour; it works once:\n\n${url}\n\n${notYou} Your password stays as it is.${regards}`,
  };
}

/** To somebody whose account was approved. */
export function approvedMail(to: string, url: string): Mail {
  return {
    to,
    subject: 'Your account was approved',
    text: `An administrator has approved your account at the IOOS Harvest Registry. You can log in and register your sources now. All that the API can do for you:\n\n${url}/api/v2/openapi.json${regards}`,
  };
}

/** To administrators, when somebody has registered. */
export function waitingMail(to: string, { url, userId }: { url: string; userId: string }): Mail {
  return {
    to,
    subject: 'A new account waits for approval',
    text: `Somebody has registered with the IOOS Harvest Registry and confirmed the address. Who it is:\n\nGET ${url}/api/v2/users/${userId}\n\nTo approve the account, PATCH the same with approved=true.${regards}`,
  };
}
