import { attemptAnswer, attemptListAnswer } from '../schemas/attempt.ts';
import { attemptListQuery } from '../schemas/attempt-list.ts';
import { auditAnswer, auditQuery } from '../schemas/audit.ts';
import { errorFamiliesAnswer } from '../schemas/error-family.ts';
import {
  failure,
  gatewayFailure,
  inheritedFailure,
  itemNotFound,
  triggerNotFound,
  triggerUnauthorized,
} from '../schemas/failure.ts';
import { harvestAnswer, harvestListAnswer } from '../schemas/harvest.ts';
import {
  changedHarvestAnswer,
  deletionAnswer,
  harvestChangeBody,
  harvestChangeQuery,
  managedHarvestAnswer,
  newHarvestAnswer,
  newHarvestBody,
  newHarvestQuery,
} from '../schemas/harvest-body.ts';
import { openApiAnswer } from '../schemas/openapi.ts';
import {
  newOrganizationBody,
  organizationAnswer,
  organizationChangeBody,
  organizationInUse,
  organizationListAnswer,
  organizationRemovedAnswer,
} from '../schemas/organization.ts';
import { probeAnswer, probePendingAnswer } from '../schemas/probe.ts';
import { recordAnswer, recordListAnswer } from '../schemas/record.ts';
import { recordListQuery } from '../schemas/record-list.ts';
import { removalsAnswer, removalsBody } from '../schemas/removals.ts';
import { loginAnswer, loginBody, logoutAnswer } from '../schemas/session.ts';
import { triggerAnswer } from '../schemas/trigger.ts';
import { verdictAnswer } from '../schemas/verdict.ts';
import { waitQuery } from '../schemas/wait.ts';
import { accountOperations } from './account-operations.ts';
import * as examples from './examples.ts';
import type { Operation } from './operation.ts';

const { _id: _, created_at: __, ...newOrganization } = examples.organization;
const organization = { status: 'success', data: examples.organization };
const login = { email: 'manager@example.org', password: 'a long enough password' };

/** What the description of the API says of each handler of `functions/routes.ts`, beyond what stands there. */
export const operations: Readonly<Record<string, Operation>> = {
  'list-harvests': {
    tag: 'harvests',
    description: 'By name.',
    isCacheable: true,
    answers: {
      200: {
        description: 'Every harvest',
        bodies: [harvestListAnswer],
        example: { status: 'success', data: [examples.harvest] },
      },
    },
  },
  'get-harvest': {
    tag: 'harvests',
    isCacheable: true,
    answers: {
      200: {
        description: 'The harvest',
        bodies: [harvestAnswer],
        example: { status: 'success', data: examples.harvest },
      },
      404: { description: 'No such harvest', bodies: [itemNotFound] },
    },
  },
  'read-harvest': {
    tag: 'harvests',
    answers: {
      200: {
        description: 'The harvest',
        bodies: [managedHarvestAnswer],
        example: { status: 'success', data: examples.harvest },
      },
    },
  },
  'create-harvest': {
    tag: 'harvests',
    description:
      'The worker looks at the URL first: is it a listing, and how many documents does it name? That may take longer than a request can: the answer is then 202, and the same request, sent again, goes on where this one ended. A source that cannot be read is refused, unless `force=true`. With `dry_run=true` a sample of 20 documents is validated and nothing is stored. A published harvest starts at once. The URL belongs to one harvest: `http://EXAMPLE.org:80/iso/../iso/` and `http://example.org/iso` are the same.',
    query: newHarvestQuery,
    body: {
      required: true,
      content: {
        'application/json': { schema: newHarvestBody, example: examples.newHarvest },
        'application/x-www-form-urlencoded': { schema: newHarvestBody, example: examples.newHarvest },
      },
    },
    answers: {
      200: { description: 'What a dry run found', bodies: [probeAnswer] },
      201: { description: 'Registered', bodies: [newHarvestAnswer], headers: ['Location'] },
      202: { description: 'The source is still being looked at', bodies: [probePendingAnswer], headers: ['Location'] },
      403: { description: 'No approved member of this organization', bodies: [failure] },
      404: { description: 'No such organization', bodies: [failure] },
      409: {
        description:
          'Another harvest has this URL (`URL_TAKEN`, with its `harvest_id`), or the organization is being removed',
        bodies: [failure],
      },
      422: { description: 'The source cannot be harvested: `failure` says why', bodies: [failure] },
    },
  },
  'change-harvest': {
    tag: 'harvests',
    description:
      'Any of the fields; null, or nothing behind the `=` of a form, removes one that may be absent. Another URL or type is looked at first, as that of a new harvest is. Whoever moves a harvest to another organization must be a member of both.',
    query: harvestChangeQuery,
    body: {
      required: true,
      content: {
        'application/json': { schema: harvestChangeBody, example: examples.harvestChange },
        'application/x-www-form-urlencoded': { schema: harvestChangeBody, example: examples.harvestChange },
      },
    },
    answers: {
      200: { description: 'Changed', bodies: [changedHarvestAnswer] },
      202: {
        description: 'The new source is still being looked at; nothing is changed',
        bodies: [probePendingAnswer],
        headers: ['Location'],
      },
      403: { description: 'No approved member of the organization, or of the other one', bodies: [failure] },
      404: { description: 'No such harvest or organization', bodies: [failure] },
      409: {
        description:
          'Another harvest has the URL (`URL_TAKEN`), an attempt is under way and URL or type are to change (`HARVEST_UNDER_WAY`), or the harvest is being deleted (`HARVEST_DELETING`)',
        bodies: [failure],
      },
      422: { description: 'The new source cannot be harvested: `failure` says why', bodies: [failure] },
    },
  },
  'delete-harvest': {
    tag: 'harvests',
    description:
      'The worker takes away records, documents, reports and attempts, then the harvest, and frees the URL last. Until then the harvest is shown with the state `deleting`; then its own URL answers 404. An attempt that is under way ends with its slice.',
    answers: {
      202: { description: 'It will be gone', bodies: [deletionAnswer], headers: ['Location'] },
      403: { description: 'No approved member of the organization', bodies: [failure] },
    },
  },
  'get-probe': {
    tag: 'harvests',
    answers: { 200: { description: 'What was found', bodies: [probeAnswer] } },
  },
  login: {
    tag: 'session',
    description:
      'Takes `password` and one of `email`, `username` and `user`. Why a login failed is not told, not even by its time. Several tokens of one user live side by side.',
    isLenient: true,
    body: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': { schema: loginBody, example: login },
        'application/json': { schema: loginBody, example: login },
      },
    },
    answers: {
      200: {
        description: 'A new token',
        bodies: [loginAnswer],
        example: { status: 'success', data: examples.session },
      },
      401: {
        description: 'No verified account has this name and password, or one of them is missing',
        bodies: [inheritedFailure],
        example: { status: 'error', message: 'Unauthorized' },
      },
      429: {
        description:
          'Ten logins failed in 15 minutes, on one account from one address or on ten accounts from one address; or all callers together ask too often. An account that has logged in from an address before is not in the way of others there',
        bodies: [failure, gatewayFailure],
        headers: ['Retry-After'],
      },
    },
  },
  logout: {
    tag: 'session',
    answers: {
      200: {
        description: 'The token that was sent is not valid any more; others are',
        bodies: [logoutAnswer],
        example: { status: 'success', data: { message: "You've been logged out!" } },
      },
    },
  },
  'trigger-harvest': {
    tag: 'harvests',
    description:
      'A trigger while an attempt is pending answers with that attempt. While one is under way, another will follow it, because the run may already have listed the source. Unchanged documents are not fetched again, so it is cheap.',
    query: waitQuery,
    answers: {
      200: { description: 'Started, or told how it ended', bodies: [triggerAnswer], example: examples.triggered },
      403: { description: 'An API key that is not for this harvest', bodies: [failure] },
      401: {
        description: 'Nobody is logged in, or somebody who is no member of the organization of the harvest',
        bodies: [inheritedFailure, triggerUnauthorized],
      },
      404: { description: 'No such harvest', bodies: [triggerNotFound] },
      409: { description: 'The harvest is being deleted', bodies: [failure] },
    },
  },
  'list-attempts': {
    tag: 'attempts',
    query: attemptListQuery,
    answers: {
      200: {
        description: 'One page, newest first',
        bodies: [attemptListAnswer],
        example: { status: 'success', data: [examples.attempt], next: 'MDFKUTAwMDAwMDAwMDAwMEE' },
      },
    },
  },
  'decide-removals': {
    tag: 'attempts',
    description:
      'When more than a tenth of a source (and more than ten records) vanish at once, the records are held: they go only after three complete listings in a row without them, or when somebody decides. Possible on the newest attempt only, when it has ended. Removed records are remembered for 30 days.',
    body: {
      required: true,
      content: {
        'application/json': { schema: removalsBody, example: { decision: 'apply' } },
        'application/x-www-form-urlencoded': { schema: removalsBody },
      },
    },
    answers: {
      200: { description: 'Decided; the worker acts on it in a moment', bodies: [removalsAnswer] },
      403: { description: 'An API key that is not for this harvest', bodies: [failure] },
      401: {
        description: 'Nobody is logged in, or somebody who is no member of the organization of the harvest',
        bodies: [inheritedFailure, failure],
      },
      409: {
        description: 'Not the newest attempt, or not ended, or nothing is held, or it was decided already',
        bodies: [failure],
      },
    },
  },
  'get-attempt': {
    tag: 'attempts',
    answers: {
      200: {
        description: 'The attempt',
        bodies: [attemptAnswer],
        example: { status: 'success', data: examples.attempt },
      },
    },
  },
  'list-records': {
    tag: 'records',
    description:
      'By record id; those that are bad or unreachable by state. A page ends at its limit or at 4 MB, and may have fewer records than asked for although there is a `next`: only the page without a `next` is the last. A walk through all pages while a harvest is under way meets each record that stays exactly once.',
    query: recordListQuery,
    isCacheable: true,
    answers: {
      200: {
        description: 'One page',
        bodies: [recordListAnswer],
        example: { status: 'success', data: [examples.record], next: 'YTk0YThmZTVjY2IxOWJh' },
      },
    },
  },
  'get-record': {
    tag: 'records',
    isCacheable: true,
    answers: {
      200: { description: 'The record', bodies: [recordAnswer], example: { status: 'success', data: examples.record } },
    },
  },
  'list-errors': {
    tag: 'records',
    isCacheable: true,
    answers: { 200: { description: 'What is wrong with the source, by cause', bodies: [errorFamiliesAnswer] } },
  },
  'get-report': {
    tag: 'records',
    answers: {
      302: {
        description: 'The file that the last finished harvest wrote; the URL is valid for a short time',
        bodies: [],
        headers: ['Location'],
      },
    },
  },
  'validate-document': {
    tag: 'validation',
    description:
      'The verdict and the errors that a harvest would give, before anything is published. A body of up to 4 MiB, unpacked up to 20 MiB. `application/octet-stream` keeps the bytes of every encoding; `application/xml` and `text/xml` come through the gateway as UTF-8 text, whatever encoding the document declares, so that one in another encoding is refused. `curl --data-binary @record.xml -H "Content-Type: application/octet-stream" …`',
    requestHeaders: {
      'Content-Encoding': 'gzip, with application/octet-stream only',
    },
    body: {
      description: 'An ISO 19115 document',
      required: true,
      content: {
        'application/octet-stream': { schema: 'binary' },
        'application/xml': { schema: 'binary' },
        'text/xml': { schema: 'binary' },
      },
    },
    answers: {
      200: {
        description: 'The verdict',
        bodies: [verdictAnswer],
        example: {
          status: 'success',
          data: { valid: false, error_count: 1, errors: [examples.validationError], title: examples.record.title },
        },
      },
      429: {
        description: 'One address asked more than 60 times in a minute, or all callers together too often',
        bodies: [failure, gatewayFailure],
        headers: ['Retry-After'],
      },
    },
  },
  'list-organizations': {
    tag: 'organizations',
    description: 'By name.',
    isCacheable: true,
    answers: {
      200: {
        description: 'Every organization',
        bodies: [organizationListAnswer],
        example: { status: 'success', data: [examples.organization] },
      },
    },
  },
  'get-organization': {
    tag: 'organizations',
    isCacheable: true,
    answers: { 200: { description: 'The organization', bodies: [organizationAnswer], example: organization } },
  },
  'create-organization': {
    tag: 'organizations',
    body: {
      required: true,
      content: {
        'application/json': { schema: newOrganizationBody, example: newOrganization },
        'application/x-www-form-urlencoded': { schema: newOrganizationBody, example: newOrganization },
      },
    },
    answers: {
      201: {
        description: 'Added',
        bodies: [organizationAnswer],
        example: organization,
        headers: ['Location'],
      },
      409: { description: 'Another one has this name (`NAME_TAKEN`), in whatever case', bodies: [failure] },
    },
  },
  'change-organization': {
    tag: 'organizations',
    description: 'Any of the fields; null, or nothing behind the `=` of a form, removes one.',
    body: {
      required: true,
      content: {
        'application/json': { schema: organizationChangeBody, example: newOrganization },
        'application/x-www-form-urlencoded': { schema: organizationChangeBody, example: newOrganization },
      },
    },
    answers: {
      200: { description: 'Changed', bodies: [organizationAnswer], example: organization },
      409: {
        description:
          'Another one has this name (`NAME_TAKEN`), or somebody else changed it at the same moment (`STORE_CONFLICT`)',
        bodies: [failure],
      },
    },
  },
  'remove-organization': {
    tag: 'organizations',
    answers: {
      200: {
        description: 'Removed',
        bodies: [organizationRemovedAnswer],
        example: { status: 'success', data: { organization_id: examples.organization._id } },
      },
      409: {
        description: 'It has harvests or members, or somebody else changed it at the same moment',
        bodies: [organizationInUse, failure],
      },
    },
  },
  'list-audit': {
    tag: 'audit',
    description: 'Of today (UTC) where neither `subject` nor `day` is asked for. Kept for 400 days.',
    query: auditQuery,
    answers: {
      200: {
        description: 'One page, newest first',
        bodies: [auditAnswer],
        example: { status: 'success', data: [examples.auditEntry], next: 'MDFLUTVaN1c1TjJWOFM0VDZSOVg' },
      },
    },
  },
  ...accountOperations,
  'get-openapi': {
    tag: 'description',
    isCacheable: true,
    answers: { 200: { description: 'This document', bodies: [openApiAnswer] } },
  },
};
