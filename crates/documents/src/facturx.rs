//! The Factur-X part of the XMP metadata, which says that an invoice is inside and in which profile.

use crate::RenderError;
use kontor_einvoice::Profile;
use lopdf::{Document, Object};

const NAMESPACE: &str = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#";
/// The name of the embedded invoice.
pub(crate) const FILE_NAME: &str = "factur-x.xml";

/// Adds the Factur-X description and its PDF/A extension schema to the metadata of a finished PDF/A-3.
pub(crate) fn describe(pdf: &[u8], profile: Profile) -> Result<Vec<u8>, RenderError> {
    let refuse = |error: lopdf::Error| RenderError::Pdf(error.to_string());
    let mut document = Document::load_mem(pdf).map_err(refuse)?;
    let id = document.catalog().and_then(|root| root.get(b"Metadata")).and_then(Object::as_reference);
    let stream =
        document.get_object_mut(id.map_err(refuse)?).and_then(Object::as_stream_mut).map_err(refuse)?;
    let xmp = String::from_utf8_lossy(&stream.content).into_owned();
    // The writer has declared its own schemas already, and a property may occur only once: ours joins that list.
    let [schemas, end] = ["</rdf:Bag></pdfaExtension:schemas>", "</rdf:RDF>"];
    if xmp.matches(schemas).count() != 1 || xmp.matches(end).count() != 1 {
        return Err(RenderError::Pdf("the metadata has no list of extension schemas".to_owned()));
    }
    let xmp = xmp.replace(schemas, &format!("{}{schemas}", schema()));
    let xmp = xmp.replace(end, &format!("{}{end}", description(profile)));
    stream.set_plain_content(xmp.into_bytes());
    let mut out = Vec::with_capacity(pdf.len() + 4096);
    document.save_to(&mut out).map_err(|error| RenderError::Pdf(error.to_string()))?;
    Ok(out)
}

fn description(profile: Profile) -> String {
    let level = match profile {
        Profile::En16931 => "EN 16931",
        Profile::Xrechnung => "XRECHNUNG",
    };
    format!(
        "<rdf:Description rdf:about=\"\" xmlns:fx=\"{NAMESPACE}\"><fx:DocumentType>INVOICE</fx:DocumentType>\
         <fx:DocumentFileName>{FILE_NAME}</fx:DocumentFileName><fx:Version>1.0</fx:Version>\
         <fx:ConformanceLevel>{level}</fx:ConformanceLevel></rdf:Description>"
    )
}

/// Declares the four properties, as PDF/A demands of every namespace that it does not know itself.
fn schema() -> String {
    let property = |(name, description): (&str, &str)| {
        format!(
            "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>{name}</pdfaProperty:name>\
             <pdfaProperty:valueType>Text</pdfaProperty:valueType>\
             <pdfaProperty:category>external</pdfaProperty:category>\
             <pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"
        )
    };
    let properties: String = [
        ("DocumentFileName", "The name of the embedded XML document"),
        ("DocumentType", "The type of the hybrid document in capital letters"),
        ("Version", "The version of the standard applying to the embedded XML document"),
        ("ConformanceLevel", "The conformance level of the embedded XML document"),
    ]
    .into_iter()
    .map(property)
    .collect();
    format!(
        "<rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>\
         <pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>\
         <pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
}
