import { namespaces } from '../../functions/metadata/namespaces.ts';
import type { SchemaFiles } from '../../functions/metadata/schema-files.ts';

/** A schema in two files with a few elements of ISO 19115, enough for every kind of finding. */
export function smallSchema(): SchemaFiles {
  const declarations = `xmlns:xs="${namespaces.xs}" xmlns:gmd="${namespaces.gmd}" xmlns:gco="${namespaces.gco}"`;
  const gco = `<xs:schema ${declarations} targetNamespace="${namespaces.gco}" elementFormDefault="qualified">
    <xs:element name="CharacterString" type="xs:string"/>
    <xs:element name="Decimal" type="xs:decimal"/>
    <xs:element name="Date" type="gco:Date_Type"/>
    <xs:element name="DateTime" type="xs:dateTime"/>
    <xs:simpleType name="Date_Type"><xs:union memberTypes="xs:date xs:gYearMonth xs:gYear"/></xs:simpleType>
    <xs:attribute name="nilReason" type="xs:string"/>
  </xs:schema>`;
  const property = `<xs:complexType name="Property"><xs:sequence minOccurs="0"><xs:any namespace="${namespaces.gco} ${namespaces.gmd}"/>
    </xs:sequence><xs:attribute ref="gco:nilReason"/></xs:complexType>`;
  const gmd = `<xs:schema ${declarations} targetNamespace="${namespaces.gmd}" elementFormDefault="qualified">
    <xs:import namespace="${namespaces.gco}" schemaLocation="gco.xsd"/>
    ${property}
    <xs:element name="MD_Metadata" type="gmd:MD_Metadata_Type"/>
    <xs:complexType name="MD_Metadata_Type"><xs:sequence>
      <xs:element name="fileIdentifier" type="gmd:Property" minOccurs="0"/>
      <xs:element name="contact" type="gmd:Property" minOccurs="0" maxOccurs="unbounded"/>
      <xs:element name="dateStamp" type="gmd:Property"/>
      <xs:element name="topicCategory" type="gmd:Property" minOccurs="0"/>
    </xs:sequence></xs:complexType>
    <xs:element name="CI_Contact" type="gmd:CI_Contact_Type"/>
    <xs:complexType name="CI_Contact_Type"><xs:sequence>
      <xs:element name="phone" type="gmd:Property"/>
      <xs:element name="role" type="gmd:Property"/>
    </xs:sequence><xs:attribute name="id" type="xs:ID" use="required"/></xs:complexType>
    <xs:element name="MD_TopicCategoryCode"><xs:simpleType><xs:restriction base="xs:string">
      <xs:enumeration value="oceans"/><xs:enumeration value="biota"/>
    </xs:restriction></xs:simpleType></xs:element>
  </xs:schema>`;
  return {
    root: 'memory:///gmd.xsd',
    files: new Map([
      ['memory:///gmd.xsd', gmd],
      ['memory:///gco.xsd', gco],
    ]),
  };
}

/** A record with the given content, in which every usual prefix is declared. */
export function record(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<gmd:MD_Metadata xmlns:gmd="${namespaces.gmd}" xmlns:gco="${namespaces.gco}" xmlns:xsi="${namespaces.xsi}">
${content}
</gmd:MD_Metadata>`;
}
