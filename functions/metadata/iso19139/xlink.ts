/** The XLink attributes of a simple link (XLink 1.0 clause 5; ISO/TS 19139 takes these and `type`). */
const ATTRIBUTES = ['href', 'role', 'arcrole', 'title', 'show', 'actuate'];

/** Values of xlink:show and xlink:actuate (XLink 1.0 clauses 5.6.1 and 5.6.2). */
const BEHAVIOUR = {
  show: ['new', 'replace', 'embed', 'other', 'none'],
  actuate: ['onLoad', 'onRequest', 'other', 'none'],
};

const URIS = new Set(['href', 'role', 'arcrole']);

/** Writes the declarations of the XLink namespace. */
export function writeXlink(): string {
  const declared = ATTRIBUTES.map((name) => {
    const values = BEHAVIOUR[name as keyof typeof BEHAVIOUR];
    if (values === undefined) return `<attribute name="${name}" type="${URIS.has(name) ? 'anyURI' : 'string'}"/>`;
    const listed = values.map((value) => `<enumeration value="${value}"/>`).join('');
    return `<attribute name="${name}"><simpleType><restriction base="string">${listed}</restriction></simpleType></attribute>`;
  });
  const referred = ATTRIBUTES.map((name) => `<attribute ref="xlink:${name}"/>`).join('');
  const type = '<attribute name="type" type="string" fixed="simple" form="qualified"/>';
  return [...declared, `<attributeGroup name="simpleLink">${type}${referred}</attributeGroup>`].join('\n');
}
