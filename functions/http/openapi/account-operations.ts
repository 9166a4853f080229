import * as account from '../schemas/account.ts';
import { failure, gatewayFailure } from '../schemas/failure.ts';
import { apiKeyAnswer, apiKeyBody, tokenListAnswer, tokenRemovedAnswer } from '../schemas/token.ts';
import * as examples from './account-examples.ts';
import type { BodyDescription, Operation } from './operation.ts';

type Schema = BodyDescription['content'][string]['schema'];

/** A body that may be JSON or a form. A form has a list as one value, with commas. */
function jsonOrForm(schema: Schema, example: object): BodyDescription {
  const lists = Object.entries(example).filter(([, value]) => Array.isArray(value));
  const encoding = Object.fromEntries(lists.map(([name]) => [name, { style: 'form', explode: false }]));
  return {
    required: true,
    content: {
      'application/json': { schema, example },
      'application/x-www-form-urlencoded': { schema, example, ...(lists.length > 0 ? { encoding } : {}) },
    },
  };
}

const success = (data: object) => ({ status: 'success', data });
const message = (text: string) => success({ message: text });
const tooMany = {
  description: 'One address asked too often, or all callers together',
  bodies: [failure, gatewayFailure],
  headers: ['Retry-After'],
};
const forbidden = { description: 'Another account, and not as an administrator', bodies: [failure] };
const linkInvalid = {
  description: 'The link is not complete, too old or used already (`LINK_INVALID`), or the body cannot be read',
  bodies: [failure],
};
const pages = 'A browser, which accepts text/html, gets a page.';

/** What the description of the API says of accounts, tokens and keys. */
export const accountOperations: Readonly<Record<string, Operation>> = {
  'register-user': {
    tag: 'accounts',
    description:
      'Whether the address has an account already shows neither in the answer nor in its time: it is told by mail only. Mail goes to one address at most 3 times an hour.',
    body: jsonOrForm(account.registrationBody, examples.registration),
    answers: {
      202: {
        description: 'A mail is on its way',
        bodies: [account.messageAnswer],
        example: message('Look into your mail.'),
      },
      429: tooMany,
    },
  },
  'verify-email': {
    tag: 'accounts',
    hasPages: true,
    description: `GET changes nothing, because mail programs open links by themselves; its page has a button that sends the POST. ${pages}`,
    query: account.linkQuery,
    body: jsonOrForm(account.linkBody, { token: examples.linkToken }),
    answers: {
      200: {
        description: 'The address is verified, or what to do for it',
        bodies: [account.verifiedAnswer],
        example: success({ user_id: examples.user._id, email: examples.user.email, approved: false, message: '…' }),
      },
      400: linkInvalid,
      409: { description: 'Another account has the address by now (`EMAIL_TAKEN`)', bodies: [failure] },
      429: tooMany,
    },
  },
  'list-users': {
    tag: 'accounts',
    query: account.userListQuery,
    answers: {
      200: {
        description: 'One page',
        bodies: [account.userListAnswer],
        example: { ...success([examples.user]), next: 'ZGF0YUBleGFtcGxlLm9yZw' },
      },
    },
  },
  'get-user': {
    tag: 'accounts',
    answers: {
      200: { description: 'The account', bodies: [account.userAnswer], example: success(examples.user) },
      403: forbidden,
    },
  },
  'change-user': {
    tag: 'accounts',
    description:
      'Administrators may change every field; others their own `name`. An approval is told by mail. The `organization_ids` of an account that is not approved are those that it asks for.',
    body: jsonOrForm(account.userChangeBody, examples.userChange),
    answers: {
      200: { description: 'Changed', bodies: [account.userAnswer], example: success(examples.user) },
      403: forbidden,
      409: {
        description:
          'Not verified yet (`ADDRESS_NOT_VERIFIED`), the last administrator (`LAST_ADMINISTRATOR`), or changed by somebody else at the same time (`STORE_CONFLICT`)',
        bodies: [failure],
      },
    },
  },
  'remove-user': {
    tag: 'accounts',
    answers: {
      200: {
        description: 'Removed',
        bodies: [account.userRemovedAnswer],
        example: success({ user_id: examples.user._id }),
      },
      409: { description: 'The last administrator (`LAST_ADMINISTRATOR`)', bodies: [failure] },
    },
  },
  'change-password': {
    tag: 'accounts',
    description: 'Every other token, API key and mailed link of the account ends; the token of this call stays.',
    body: jsonOrForm(account.passwordChangeBody, examples.passwordChange),
    answers: {
      200: { description: 'Changed', bodies: [account.messageAnswer], example: message('The password is set.') },
      403: { description: 'Another account, or the current password is another (`WRONG_PASSWORD`)', bodies: [failure] },
      429: tooMany,
    },
  },
  'change-email': {
    tag: 'accounts',
    description:
      'The new address counts when the link that is mailed to it was opened; until then the old one stays. Every other token, API key and mailed link of the account ends. Whether the new address has an account shows neither in the answer nor in its time.',
    body: jsonOrForm(account.emailChangeBody, examples.emailChange),
    answers: {
      202: {
        description: 'A mail is on its way',
        bodies: [account.messageAnswer],
        example: message('Look into the mail of the new address.'),
      },
      403: { description: 'Another account, or the current password is another (`WRONG_PASSWORD`)', bodies: [failure] },
      429: tooMany,
    },
  },
  'request-password-reset': {
    tag: 'accounts',
    hasPages: true,
    description: `Whether the address has an account shows neither in the answer nor in its time. Mail goes to one address at most 3 times an hour. ${pages}`,
    body: jsonOrForm(account.resetBody, { email: examples.user.email }),
    answers: {
      200: {
        description: 'What to do',
        bodies: [account.messageAnswer],
        example: message('Send your email with POST.'),
      },
      202: {
        description: 'If the address has an account, a mail is on its way',
        bodies: [account.messageAnswer],
        example: message('If this address has an account, a mail is on its way to it.'),
      },
      400: { description: 'The body cannot be read', bodies: [failure] },
      429: tooMany,
    },
  },
  'confirm-password-reset': {
    tag: 'accounts',
    hasPages: true,
    description: `Works once, and for an hour. Every token, API key and mailed link of the account ends. GET changes nothing. ${pages}`,
    query: account.linkQuery,
    body: jsonOrForm(account.resetConfirmBody, { token: examples.linkToken, password: examples.registration.password }),
    answers: {
      200: {
        description: 'The password is set, or what to do for it',
        bodies: [account.messageAnswer],
        example: message('The password is set.'),
      },
      400: linkInvalid,
      429: tooMany,
    },
  },
  'list-tokens': {
    tag: 'session',
    answers: {
      200: {
        description: 'Tokens and keys, newest first',
        bodies: [tokenListAnswer],
        example: success([examples.token]),
      },
      403: { description: 'Called with an API key', bodies: [failure] },
    },
  },
  'remove-token': {
    tag: 'session',
    answers: {
      200: {
        description: 'Ended',
        bodies: [tokenRemovedAnswer],
        example: success({ token_id: examples.token.id }),
      },
      403: { description: 'Called with an API key', bodies: [failure] },
    },
  },
  'create-api-key': {
    tag: 'session',
    description:
      'An API key stands in `X-Auth-Token`, with the `user_id` in `X-User-Id`. It can start harvests, wait for them, read, and decide on held removals, of the harvests in its scope and as long as its user may manage them; nothing else.',
    body: jsonOrForm(apiKeyBody, examples.newApiKey),
    answers: {
      201: {
        description: 'The key, shown this once',
        bodies: [apiKeyAnswer],
        example: success(examples.apiKey),
        headers: ['Location'],
      },
      403: { description: 'Not approved, or a harvest of an organization of others', bodies: [failure] },
      404: { description: 'One of the harvests does not exist', bodies: [failure] },
      409: { description: 'There are too many keys already (`TOO_MANY_API_KEYS`)', bodies: [failure] },
    },
  },
};
