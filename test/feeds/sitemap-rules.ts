/**
 * Sitemaps against the protocol's own schema. What other namespaces it lets in must be declared:
 * their rules are repeated here as far as the site uses them.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { validateXML } from 'xmllint-wasm';

const protocol = readFileSync(
  join(dirname(createRequire(import.meta.url).resolve('sitemap')), '../../schema/sitemap.xsd'),
  'utf8',
);

const xs = 'xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"';

const file = (fileName: string, contents: string) => ({ fileName, contents });

/** XHTML's link, as RFC 8288 and Google's rules for language versions have it. */
const link = file(
  'link.xsd',
  `<xs:schema ${xs} targetNamespace="http://www.w3.org/1999/xhtml">
     <xs:element name="link"><xs:complexType>
       <xs:attribute name="rel" use="required" fixed="alternate"/>
       <xs:attribute name="hreflang" use="required" type="xs:language"/>
       <xs:attribute name="href" use="required" type="xs:anyURI"/>
     </xs:complexType></xs:element>
   </xs:schema>`,
);

/** Google's news extension: all that it asks for, in its order, and nothing that it dropped. */
const news = file(
  'news.xsd',
  `<xs:schema ${xs} targetNamespace="http://www.google.com/schemas/sitemap-news/0.9"
     xmlns="http://www.google.com/schemas/sitemap-news/0.9">
     <xs:element name="news"><xs:complexType><xs:sequence>
       <xs:element name="publication"><xs:complexType><xs:sequence>
         <xs:element name="name" type="text"/>
         <xs:element name="language"><xs:simpleType><xs:restriction base="xs:string">
           <xs:pattern value="zh-cn|zh-tw|[a-z]{2,3}"/>
         </xs:restriction></xs:simpleType></xs:element>
       </xs:sequence></xs:complexType></xs:element>
       <xs:element name="publication_date" type="xs:dateTime"/>
       <xs:element name="title" type="text"/>
     </xs:sequence></xs:complexType></xs:element>
     <xs:simpleType name="text"><xs:restriction base="xs:string">
       <xs:minLength value="1"/>
     </xs:restriction></xs:simpleType>
   </xs:schema>`,
);

/** Google's image extension. */
const image = file(
  'image.xsd',
  `<xs:schema ${xs} targetNamespace="http://www.google.com/schemas/sitemap-image/1.1">
     <xs:element name="image"><xs:complexType><xs:sequence>
       <xs:element name="loc" type="xs:anyURI"/>
     </xs:sequence></xs:complexType></xs:element>
   </xs:schema>`,
);

const index = file(
  'index.xsd',
  `<xs:schema ${xs} targetNamespace="http://www.sitemaps.org/schemas/sitemap/0.9"
     xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
     <xs:element name="sitemapindex"><xs:complexType><xs:sequence>
       <xs:element name="sitemap" maxOccurs="50000"><xs:complexType><xs:sequence>
         <xs:element name="loc"><xs:simpleType><xs:restriction base="xs:anyURI">
           <xs:minLength value="12"/><xs:maxLength value="2048"/>
         </xs:restriction></xs:simpleType></xs:element>
         <xs:element name="lastmod" type="xs:dateTime" minOccurs="0"/>
       </xs:sequence></xs:complexType></xs:element>
     </xs:sequence></xs:complexType></xs:element>
   </xs:schema>`,
);

const together = file(
  'all.xsd',
  `<xs:schema ${xs}>
     <xs:import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="sitemap.xsd"/>
     <xs:import namespace="http://www.w3.org/1999/xhtml" schemaLocation="link.xsd"/>
     <xs:import namespace="http://www.google.com/schemas/sitemap-news/0.9" schemaLocation="news.xsd"/>
     <xs:import namespace="http://www.google.com/schemas/sitemap-image/1.1" schemaLocation="image.xsd"/>
   </xs:schema>`,
);

/** Faults of sitemaps, given by name. */
export async function faultsOfSitemaps(sitemaps: Record<string, string>): Promise<string[]> {
  const { errors } = await validateXML({
    xml: Object.entries(sitemaps).map(([name, text]) => file(`${name}.xml`, text)),
    schema: [together],
    preload: [file('sitemap.xsd', protocol), link, news, image],
  });
  return errors.map(({ rawMessage }) => rawMessage);
}

/** Faults of a sitemap index. */
export async function faultsOfIndex(text: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: [file('index.xml', text)], schema: [index] });
  return errors.map(({ rawMessage }) => rawMessage);
}
