//! Runs an operation over resolvers.
//!
//! Our own, on top of field collection, and not the parser library's executor: that one has no codes on errors, prefixes their texts,
//! and resolves siblings one after another.

use std::sync::Arc;

use futures_util::future::{BoxFuture, join_all};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};

use crate::executable::{Operation, SelectionSet, Type};
use crate::introspection::{Introspection, introspect, is_introspection};
use crate::{
    CollectedField, Document, ErrorCode, ErrorKind, FieldCall, FieldError, GraphqlError, Object, PathStep, Resolved,
    Response, ResponsePath, collect_fields, field_arguments, scalar,
};

/// Runs an operation of a checked document from its root object.
///
/// `variables` are coerced ([`crate::coerce_variables`]). `root` is the query or mutation object; its type name is that of the root
/// type. Root fields of a mutation run one after another, in the order of the document; all other fields of an object, and items of a
/// list, are awaited together in one task. Errors are in the order of the answer.
pub async fn execute(
    document: &Document,
    operation: &Operation,
    variables: &Map<String, Value>,
    root: &dyn Object,
) -> Response {
    let fields = collect_fields(document, [&operation.selection_set], operation.object_type(), variables);
    let asks = operation.is_query() && fields.values().any(|field| is_introspection(field.name()));
    let about_schema = match if asks { introspect(document, operation, variables).map(Some) } else { Ok(None) } {
        Ok(answers) => answers,
        Err(error) => return Response::refused(vec![error]),
    };
    let run = Run { document, variables };
    let one = |key, field| run.root_field(root, key, field, about_schema.as_deref());
    let answers = if operation.is_mutation() {
        let mut answers = Vec::with_capacity(fields.len());
        for (key, field) in &fields {
            answers.push(one(key, field).await);
        }
        answers
    } else {
        join_all(fields.iter().map(|(key, field)| one(key, field))).await
    };
    let mut errors = Vec::new();
    let values = fields.keys().zip(answers).map(|(key, answer)| Some(((*key).to_owned(), answer.take(&mut errors)?)));
    // Not collected straight into an option: that would stop at the first null and leave out the errors after it.
    let values: Vec<_> = values.collect();
    Response { data: values.into_iter().collect(), errors }
}

/// A value with the errors below it. No value means that null rises to the field above.
struct Answer<T> {
    value: Option<T>,
    errors: Vec<GraphqlError>,
}

impl<T> Answer<T> {
    fn good(value: T) -> Answer<T> {
        Answer { value: Some(value), errors: Vec::new() }
    }

    fn take(self, errors: &mut Vec<GraphqlError>) -> Option<T> {
        errors.extend(self.errors);
        self.value
    }
}

impl Answer<Value> {
    /// Stops null at a nullable place.
    fn nullable(self, ty: &Type) -> Answer<Value> {
        let value = if ty.is_non_null() { self.value } else { self.value.or(Some(Value::Null)) };
        Answer { value, ..self }
    }
}

/// What stays the same through one execution.
struct Run<'a> {
    document: &'a Document,
    variables: &'a Map<String, Value>,
}

impl<'a> Run<'a> {
    async fn root_field(
        &self,
        root: &dyn Object,
        key: &str,
        field: &CollectedField<'a>,
        about_schema: Option<&Introspection>,
    ) -> Answer<Box<RawValue>> {
        if let Some(text) = about_schema.and_then(|answers| answers.get(key)).filter(|_| is_introspection(field.name()))
        {
            return Answer::good(text.to_owned());
        }
        let answer = self.field(root, key, field, None).await;
        let value = answer.value.and_then(|value| to_raw_value(&value).ok());
        Answer { value, errors: answer.errors }
    }

    fn field<'f>(
        &'f self,
        object: &'f dyn Object,
        key: &'f str,
        field: &'f CollectedField<'a>,
        parent: Option<&'f ResponsePath<'f>>,
    ) -> BoxFuture<'f, Answer<Value>> {
        Box::pin(async move {
            let path = ResponsePath { parent, step: PathStep::Key(key) };
            let ty = &field.definition().ty;
            let name = field.name().as_str();
            if name == "__typename" {
                return Answer::good(Value::from(object.type_name()));
            }
            let arguments = match field_arguments(self.document, field.field(), self.variables) {
                Ok(arguments) => arguments.with_defaults(),
                Err(error) => {
                    let error = FieldError::new(ErrorCode::BadUserInput, error.message);
                    return self.failed(error, field, &path).nullable(ty);
                }
            };
            let call = FieldCall { name, parent_type: object.type_name(), arguments: &arguments, path: &path };
            let answer = match object.resolve(&call).await {
                Ok(resolved) => self.complete(ty, resolved, object.type_name(), field, &path).await,
                Err(error) => self.failed(error, field, &path),
            };
            answer.nullable(ty)
        })
    }

    /// Makes the value fit the field's type (GraphQL specification, "Value Completion").
    fn complete<'f>(
        &'f self,
        ty: &'f Type,
        resolved: Resolved,
        parent_type: &'f str,
        field: &'f CollectedField<'a>,
        path: &'f ResponsePath<'f>,
    ) -> BoxFuture<'f, Answer<Value>> {
        Box::pin(async move {
            match resolved {
                Resolved::Null | Resolved::Leaf(Value::Null) if ty.is_non_null() => {
                    let name = field.name();
                    let message = format!("Cannot return null for non-nullable field {parent_type}.{name}.");
                    self.failed(FieldError::new(ErrorCode::Internal, message), field, path)
                }
                Resolved::Null | Resolved::Leaf(Value::Null) => Answer::good(Value::Null),
                Resolved::List(items) if ty.is_list() => self.list(ty, items, parent_type, field, path).await,
                Resolved::Leaf(Value::Array(items)) if ty.is_list() => {
                    let items = items.into_iter().map(Resolved::from).collect();
                    self.list(ty, items, parent_type, field, path).await
                }
                Resolved::Leaf(value) if !ty.is_list() => match self.leaf(ty, &value) {
                    Some(value) => Answer::good(value),
                    None => self.misfit(parent_type, field, path),
                },
                Resolved::Object(object) if !ty.is_list() && self.is_possible(ty, &*object) => {
                    self.object(object, field.selection_sets(), path).await
                }
                Resolved::List(_) | Resolved::Leaf(_) | Resolved::Object(_) => self.misfit(parent_type, field, path),
            }
        })
    }

    async fn list(
        &self,
        ty: &Type,
        items: Vec<Resolved>,
        parent_type: &str,
        field: &CollectedField<'a>,
        path: &ResponsePath<'_>,
    ) -> Answer<Value> {
        let item_type = ty.item_type();
        let answers = join_all(items.into_iter().enumerate().map(|(index, item)| async move {
            let path = ResponsePath { parent: Some(path), step: PathStep::Index(index) };
            self.complete(item_type, item, parent_type, field, &path).await.nullable(item_type)
        }))
        .await;
        let mut errors = Vec::new();
        let values: Vec<Option<Value>> = answers.into_iter().map(|answer| answer.take(&mut errors)).collect();
        Answer { value: values.into_iter().collect::<Option<Vec<_>>>().map(Value::Array), errors }
    }

    async fn object(
        &self,
        object: Arc<dyn Object>,
        selection_sets: impl Iterator<Item = &'a SelectionSet> + Send,
        path: &ResponsePath<'_>,
    ) -> Answer<Value> {
        let fields = collect_fields(self.document, selection_sets, object.type_name(), self.variables);
        let answers = join_all(fields.iter().map(|(key, field)| self.field(&*object, key, field, Some(path)))).await;
        let mut errors = Vec::new();
        let values: Vec<Option<Value>> = answers.into_iter().map(|answer| answer.take(&mut errors)).collect();
        let named = fields.keys().zip(values).map(|(key, value)| Some(((*key).to_owned(), value?)));
        Answer { value: named.collect::<Option<Map<_, _>>>().map(Value::Object), errors }
    }

    fn leaf(&self, ty: &Type, value: &Value) -> Option<Value> {
        let definition = self.document.schema().definition().types.get(ty.inner_named_type())?;
        scalar::coerce(definition, value)
    }

    fn is_possible(&self, ty: &Type, object: &dyn Object) -> bool {
        let possible = self.document.schema().possible_types(ty.inner_named_type());
        possible.iter().any(|name| name.as_str() == object.type_name())
    }

    fn misfit(&self, parent_type: &str, field: &CollectedField<'a>, path: &ResponsePath<'_>) -> Answer<Value> {
        let message = format!("The server made a value for {parent_type}.{} that does not fit its type.", field.name());
        self.failed(FieldError::new(ErrorCode::Internal, message), field, path)
    }

    fn failed(&self, error: FieldError, field: &CollectedField<'a>, path: &ResponsePath<'_>) -> Answer<Value> {
        let error = GraphqlError {
            message: error.message,
            locations: self.document.location(field.field().location()).into_iter().collect(),
            path: path.to_json(),
            kind: ErrorKind::Field(error.code),
        };
        Answer { value: None, errors: vec![error] }
    }
}
