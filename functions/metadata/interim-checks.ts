import type { XmlDocument } from 'libxml2-wasm';
import type { ValidationError } from '../domain/record.ts';
import { namespaces } from './namespaces.ts';

const required: [element: string, path: string][] = [
  ['gmd:fileIdentifier', '/*/gmd:fileIdentifier/*'],
  ['gmd:contact', '/*/gmd:contact'],
  ['gmd:dateStamp', '/*/gmd:dateStamp/*'],
  ['gmd:title', '/*/gmd:identificationInfo/*/gmd:citation/*/gmd:title/*'],
  ['gmd:abstract', '/*/gmd:identificationInfo/*/gmd:abstract/*'],
];

/** Looks for the fields that the catalogue cannot do without, where there is no schema to validate with. */
export function checkRequiredFields(document: XmlDocument): ValidationError[] {
  const { name, line, namespaceUri } = document.root;
  const root = `${namespaceUri === namespaces.gmi ? 'gmi' : 'gmd'}:${name}`;
  return required
    .filter(([, path]) => document.get(path, namespaces) === null)
    .map(([element]) => ({
      error: `The record has no ${element}`,
      line_number: line,
      xpath: `/${root}`,
      element: root,
      kind: 'MISSING_ELEMENT',
      advice: `Add ${element} with a value.`,
    }));
}
