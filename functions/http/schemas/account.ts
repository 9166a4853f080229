import * as z from 'zod/mini';
import { emailField, flagField, idListField, passwordField } from './account-fields.ts';
import { nameField } from './body-texts.ts';
import { success, successPage, text, time } from './fields.ts';
import { pageParameters } from './page.ts';

/** Body of a registration. */
export const registrationBody = z
  .strictObject({
    name: nameField('name'),
    email: emailField('email'),
    password: passwordField('password'),
    organization_ids: z
      .optional(idListField('organization_ids'))
      .check(z.describe('Organizations to become a member of, as `GET /api/v2/organizations` lists them')),
    point_of_contact: z
      .optional(flagField('point_of_contact'))
      .check(z.describe('May be asked about the data of their organizations')),
  })
  .register(z.globalRegistry, { id: 'Registration' });

const tokenField = z
  .string('token is the token of the link.')
  .check(z.maxLength(1024, 'token is the token of the link.'), z.describe('Of the link that was mailed'));

/** Body with the token of a mailed link. */
export const linkBody = z.strictObject({ token: tokenField });

/** Query of a mailed link; whatever it is, there is a page for it. */
export const linkQuery = z.object({ token: z.optional(text('Of the link that was mailed')) });

/** Body that asks for a new password. */
export const resetBody = z.strictObject({ email: emailField('email') });

/** Body with a new password and the token of a mailed link. */
export const resetConfirmBody = z.strictObject({
  token: tokenField,
  password: passwordField('password'),
});

const current = z.string('current_password is a text.').check(z.maxLength(1024), z.describe('As it is'));

/** Body of a change of one's own password. */
export const passwordChangeBody = z.strictObject({
  current_password: current,
  new_password: passwordField('new_password'),
});

/** Body of a change of one's own address. */
export const emailChangeBody = z.strictObject({ current_password: current, email: emailField('email') });

const roles = ['admin', 'member'] as const;

/** Body of a change of an account; their own name is all that others than administrators can change by it. */
export const userChangeBody = z
  .strictObject({
    name: z.optional(nameField('name')),
    approved: z.optional(flagField('approved')),
    roles: z.optional(
      idListField('roles').check(
        z.minLength(1, 'roles has at least one of admin, member.'),
        z.refine(
          (given) => given.every((one) => (roles as readonly string[]).includes(one)),
          'roles are admin and member.',
        ),
      ),
    ),
    organization_ids: z.optional(idListField('organization_ids')),
    point_of_contact: z.optional(flagField('point_of_contact')),
  })
  .register(z.globalRegistry, { id: 'UserChange' });

/** An account, as itself and administrators may see it. */
export const user = z
  .object({
    _id: z.string(),
    name: z.string(),
    email: z.string(),
    username: z.optional(text('Only accounts of the old registry have one')),
    verified: z.boolean().check(z.describe('The address was verified')),
    approved: z.boolean().check(z.describe('An administrator approved the membership')),
    roles: z.array(z.enum(roles)),
    organization_ids: z.array(z.string()).check(z.describe('Until the approval: those that the account asks for')),
    point_of_contact: z.boolean(),
    created_at: time,
  })
  .register(z.globalRegistry, { id: 'User' });

/** `?limit=` and `?next=` of the list of accounts. */
export const userListQuery = z.object(pageParameters({ defaultLimit: 100, maxLimit: 1000 }));

/** Answer of the list of accounts. */
export const userListAnswer = successPage(user);

/** Answer with one account. */
export const userAnswer = success(user);

/** Answer that says what to do next. */
export const messageAnswer = success(z.object({ message: z.string() }));

/** Answer of a removal. */
export const userRemovedAnswer = success(z.object({ user_id: z.string() }));

/** Answer of a verified address. */
export const verifiedAnswer = success(
  z.object({
    user_id: z.optional(z.string()),
    email: z.optional(z.string()),
    approved: z.optional(z.boolean()),
    message: z.string(),
  }),
);
