//! Root fields, orders and pages (content-api-read.md §2, §5, §6).

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::evaluate::{Evaluator, Object, Part, Seen, texts};
use super::schema::{Field as Own, Kind, Simple};
use super::values::instant;

const DEFAULT_PAGE: usize = 10;
const LARGEST_PAGE: usize = 100;

/// What rows are compared by.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    Number(f64),
    /// By bytes. The specification leaves the order of texts open.
    Text(String),
}

impl Key {
    pub fn compare(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Number(one), Key::Number(other)) => one.total_cmp(other),
            (Key::Text(one), Key::Text(other)) => one.cmp(other),
            _ => Ordering::Equal,
        }
    }

    /// An instant, so that those with and without a fraction compare.
    pub fn instant(text: &str) -> Key {
        let text = instant(text);
        let text = text.strip_suffix("+00:00").or(text.strip_suffix('Z')).unwrap_or(text);
        let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
        Key::Text(format!("{seconds}.{fraction:0<9}"))
    }
}

impl<'w> Evaluator<'w> {
    pub fn root(&self, root: &Part<'w>) -> Value {
        let arguments = self.arguments(root);
        let name = root.name();
        let lower = |name: &str| name[..1].to_lowercase() + &name[1..];
        if name == "node" {
            let id = arguments["id"].as_str().unwrap_or_default();
            let (stage, locales) = self.place(&arguments);
            let found = self.see(stage, id, &locales).filter(|seen| seen.row.holder.is_none());
            return found.map_or(Value::Null, |seen| self.object(&seen, &root.selections()));
        }
        if name == "entities" {
            return self.entities(&arguments, root);
        }
        let of = self.world.schema.types.iter().position(|made| {
            let plural = lower(&made.plural);
            lower(&made.name) == name || plural == name || format!("{plural}Connection") == name
        });
        let of = of.expect("only types of the schema are asked for");
        let (stage, locales) = self.place(&arguments);
        let rows = self.world.stages[stage].rows.iter().filter(|row| row.of == of);
        let mut rows: Vec<Seen<'w>> = rows.filter_map(|row| self.see(stage, &row.id, &locales)).collect();
        if name == lower(self.type_name(of)) {
            rows.retain(|row| self.holds(row, &arguments["where"]) == Some(true));
            return rows.first().map_or(Value::Null, |row| self.object(row, &root.selections()));
        }
        // Without an order: that of creation, by the document's own time.
        rows.sort_by_key(|row| {
            let Key::Text(created) = Key::instant(&row.row.times.created) else { return Default::default() };
            (created, row.row.id.clone())
        });
        if name.ends_with("Connection") && name != lower(&self.world.schema.types[of].plural) {
            return self.connection(of, rows, &arguments, root);
        }
        self.page_of(rows, &arguments).iter().map(|row| self.object(row, &root.selections())).collect()
    }

    fn place(&self, arguments: &Object) -> (usize, Vec<String>) {
        let stage = arguments.get("stage").and_then(Value::as_str);
        let stage = self.world.schema.stages.iter().position(|name| Some(name.as_str()) == stage);
        (stage.expect("the stage is always said"), self.locales(arguments))
    }

    fn locales(&self, arguments: &Object) -> Vec<String> {
        match arguments.get("locales") {
            Some(Value::Array(names)) => texts(names),
            _ => vec![self.world.schema.locales[0].clone()],
        }
    }

    /// In the order of `where`, without those that are not there.
    fn entities(&self, arguments: &Object, root: &Part<'w>) -> Value {
        let asked = arguments["where"].as_array().expect("a list");
        let found = asked.iter().filter_map(|one| {
            let part = |name: &str| one.get(name).and_then(Value::as_str);
            let stage = self.world.schema.stages.iter().position(|name| Some(name.as_str()) == part("stage"))?;
            let locales = part("locale").map_or_else(|| self.locales(arguments), |locale| vec![locale.to_owned()]);
            let seen = self.see(stage, part("id")?, &locales)?;
            (Some(self.type_name(seen.row.of)) == part("typename")).then_some(seen)
        });
        found.map(|seen| self.object(&seen, &root.selections())).collect()
    }

    fn connection(&self, of: usize, rows: Vec<Seen<'w>>, arguments: &Object, root: &Part<'w>) -> Value {
        let rows = self.listed(rows, arguments);
        let (start, end, is_known) = cut(&rows, arguments);
        let page = &rows[start..end];
        let name = self.type_name(of);
        let object = |part: &Part<'w>, name: &str, value: &dyn Fn(&Part<'w>) -> Value| {
            let parts = self.collect(&part.selections(), &|on| on == name);
            Value::Object(parts.iter().map(|part| (part.key.to_owned(), value(part))).collect())
        };
        let page_info = |part: &Part<'w>| match part.name() {
            // The entry of `before` comes after the page, also where it lies before that of `after`.
            "hasNextPage" => {
                json!(is_known && (end < rows.len() || arguments.get("before").is_some_and(Value::is_string)))
            }
            "hasPreviousPage" => json!(is_known && start > 0),
            "startCursor" => json!(page.first().map(|row| &row.row.id)),
            "endCursor" => json!(page.last().map(|row| &row.row.id)),
            "pageSize" => json!(page.len()),
            _ => json!("PageInfo"),
        };
        object(root, &format!("{name}Connection"), &|part| match part.name() {
            "pageInfo" => object(part, "PageInfo", &page_info),
            "aggregate" => object(part, "Aggregate", &|_| json!(rows.len())),
            _ => {
                let edge = |row: &Seen<'w>| {
                    object(part, &format!("{name}Edge"), &|part| match part.name() {
                        "cursor" => json!(row.row.id),
                        _ => self.object(row, &part.selections()),
                    })
                };
                page.iter().map(edge).collect()
            }
        })
    }

    /// The rows that `where` leaves, in the order that `orderBy` names.
    fn listed(&self, mut rows: Vec<Seen<'w>>, arguments: &Object) -> Vec<Seen<'w>> {
        if let Some(filter) = arguments.get("where") {
            rows.retain(|row| self.holds(row, filter) == Some(true));
        }
        if let Some(order) = arguments.get("orderBy").and_then(Value::as_str) {
            let (name, direction) = order.rsplit_once('_').expect("a direction");
            // The largest is null, so it is last ascending and first descending. Ties by id in the same direction:
            // the specification proposes always ascending.
            rows.sort_by(|one, other| {
                let by_key = match (self.key(one, name), self.key(other, name)) {
                    (None, None) => Ordering::Equal,
                    (None, Some(_)) => Ordering::Greater,
                    (Some(_), None) => Ordering::Less,
                    (Some(one), Some(other)) => one.compare(&other),
                };
                let ascending = by_key.then_with(|| one.row.id.cmp(&other.row.id));
                if direction == "DESC" { ascending.reverse() } else { ascending }
            });
        }
        rows
    }

    /// The page that the arguments ask for.
    pub fn page_of(&self, rows: Vec<Seen<'w>>, arguments: &Object) -> Vec<Seen<'w>> {
        let rows = self.listed(rows, arguments);
        let (start, end, _) = cut(&rows, arguments);
        rows[start..end].to_vec()
    }

    /// What a row is sorted by; `None` for null.
    fn key(&self, seen: &Seen<'w>, name: &str) -> Option<Key> {
        match name {
            "id" => Some(Key::Number(0.0)),
            "createdAt" | "updatedAt" | "publishedAt" => {
                self.time(seen, name, "COMBINED").map(|time| Key::instant(&time))
            }
            _ => {
                let own = self.world.schema.field(seen.row.of, name).expect("a field of the type");
                let value = self.value(seen, own);
                if own.is_list { Some(Key::Text(self.list_text(own, &value))) } else { self.own_key(own, &value) }
            }
        }
    }

    /// What a single value is compared by; `None` for null.
    pub fn own_key(&self, own: &Own, value: &Value) -> Option<Key> {
        if value.is_null() {
            return None;
        }
        let text = || value.as_str().unwrap_or_default();
        Some(match &own.kind {
            // In the order in which they were declared.
            Kind::Enumeration(of) => {
                let values = &self.world.schema.enumerations[*of].values;
                let place = values.iter().position(|name| name == text()).unwrap_or_default();
                Key::Number(f64::from(u8::try_from(place).expect("few values")))
            }
            Kind::Simple(Simple::DateTime) => Key::instant(text()),
            Kind::Simple(Simple::Int | Simple::Float) => Key::Number(value.as_f64().unwrap_or_default()),
            Kind::Simple(Simple::Boolean) => Key::Number(if *value == json!(true) { 1.0 } else { 0.0 }),
            _ => Key::Text(text().to_owned()),
        })
    }

    /// Lists sort by the text in which rows hold them; of enumerations that has the values' places. The specification
    /// says only that they can be sorted by.
    fn list_text(&self, own: &Own, value: &Value) -> String {
        let items = value.as_array().cloned().unwrap_or_default();
        let item = |item: Value| match &own.kind {
            Kind::Enumeration(_) => match self.own_key(own, &item) {
                #[allow(clippy::cast_possible_truncation)]
                Some(Key::Number(place)) => json!(place as i64 + 1),
                _ => item,
            },
            Kind::Simple(Simple::Float) => json!(item.as_f64()),
            _ => item,
        };
        Value::Array(items.into_iter().map(item).collect()).to_string()
    }
}

/// Where the page starts and ends, and whether its cursors are in the list (content-api-read.md §6).
fn cut(rows: &[Seen<'_>], arguments: &Object) -> (usize, usize, bool) {
    let number = |name: &str| arguments.get(name).and_then(Value::as_u64).map(|n| usize::try_from(n).expect("small"));
    let cursor = |name: &str| arguments.get(name).and_then(Value::as_str);
    let size = |name: &str| number(name).map(|size| size.min(LARGEST_PAGE));
    let (mut start, mut end) = (0, rows.len());
    let place = |id: &str| rows.iter().position(|row| row.row.id == id);
    if let Some(id) = cursor("after") {
        let Some(place) = place(id) else { return (0, 0, false) };
        start = place + 1;
    }
    if let Some(id) = cursor("before") {
        let Some(place) = place(id) else { return (0, 0, false) };
        end = place;
    }
    end = end.max(start);
    let skip = number("skip").unwrap_or(0);
    let (mut first, mut last) = (size("first"), size("last"));
    if first.is_none() && last.is_none() {
        // A page before a cursor ends at it.
        let ends_at_cursor = cursor("before").is_some() && cursor("after").is_none();
        if ends_at_cursor { last = Some(DEFAULT_PAGE) } else { first = Some(DEFAULT_PAGE) }
    }
    if let Some(first) = first {
        start = (start + skip).min(end);
        end = (start + first).min(end);
    }
    if let Some(last) = last {
        if first.is_none() {
            end = end.saturating_sub(skip).max(start);
        }
        start = end.saturating_sub(last).max(start);
    }
    (start, end, true)
}
