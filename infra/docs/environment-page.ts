import { type VariableDefinition, type VariableName, variables } from '../../functions/config.ts';
import { listVariables, localVariables } from '../function-environment.ts';
import { registryFunctions } from '../registry-functions.ts';
import { code, generatedNote, table } from './markdown.ts';

/** `docs/environment.md`: every environment variable, what it is for and which function reads it. */
export function environmentPage(): string {
  const names = Object.keys(variables) as VariableName[];
  const rowsOf = (isLocal: boolean) => names.filter((name) => localVariables.has(name) === isLocal).map(rowOf);
  const head = ['Variable', 'Meaning', 'Example', 'When absent', 'Read by'];
  return `# Environment

${generatedNote('functions/config.ts')}

The stack gives each function the variables that it reads, and no other. ${code('npm start')} sets all of them itself.

## Everywhere

${table(head, rowsOf(false))}

## Only away from AWS

The stack never sets these.

${table(head, rowsOf(true))}
`;
}

function rowOf(name: VariableName): string[] {
  const { meaning, example, fallback }: VariableDefinition = variables[name];
  return [code(name), meaning, code(example), whenAbsent(fallback), readersOf(name)];
}

function whenAbsent(fallback: string | undefined): string {
  if (fallback === undefined) return 'an error';
  return fallback === '' ? 'nothing' : code(fallback);
}

function readersOf(name: VariableName): string {
  const readers = registryFunctions.filter(({ grants }) => listVariables(grants).includes(name));
  if (readers.length === registryFunctions.length) return 'every function';
  if (readers.length === 0) return "the operator's commands";
  return readers.map(({ handler }) => code(handler)).join(', ');
}
