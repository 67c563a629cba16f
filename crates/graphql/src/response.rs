//! The answer to a request, ready for the wire.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::{Flavor, GraphqlError};

/// Data and errors of one request.
#[derive(Debug)]
pub struct Response {
    /// JSON texts of the root fields by response key; none when the request was refused or null rose to the root.
    pub data: Option<Vec<(String, Box<RawValue>)>>,
    /// Errors in the order of the answer.
    pub errors: Vec<GraphqlError>,
}

impl Response {
    /// The answer to a request that was not executed.
    pub fn refused(errors: Vec<GraphqlError>) -> Response {
        Response { data: None, errors }
    }

    /// The JSON text: `{"data": …, "errors"?: […]}`.
    pub fn to_bytes(&self, flavor: Flavor) -> Vec<u8> {
        serde_json::to_vec(&Body(self, flavor)).expect("texts and values of a response are JSON")
    }
}

struct Body<'r>(&'r Response, Flavor);

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Body(response, flavor) = self;
        let mut body = serializer.serialize_map(None)?;
        match &response.data {
            Some(fields) => body.serialize_entry("data", &Fields(fields))?,
            None => body.serialize_entry("data", &Value::Null)?,
        }
        if !response.errors.is_empty() {
            let errors: Vec<Value> = response.errors.iter().map(|error| error.to_json(*flavor)).collect();
            body.serialize_entry("errors", &errors)?;
        }
        body.end()
    }
}

struct Fields<'r>(&'r [(String, Box<RawValue>)]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, text)| (key, text)))
    }
}
