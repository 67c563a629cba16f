//! Random documents: roots and their arguments.

use serde_json::{Value, json};

use super::dice::Dice;
use super::document::{Document, Field, Input, Selection, Variable};
use super::schema::{Kind, Simple};
use super::selecting::leaf;
use super::world::World;

/// Rows that a document may ask for at most, by the server's own count; it would refuse 100,000.
const MOST_ROWS: usize = 3_000;

/// Asks one random question.
pub struct Asker<'w> {
    pub dice: Dice,
    pub world: &'w World,
    pub document: Document,
    aliases: usize,
}

/// A random document about a world. The same dice ask the same of worlds that differ in ids and times alone.
pub fn document(dice: Dice, world: &World) -> Document {
    let mut asker = Asker { dice, world, document: Document::default(), aliases: 0 };
    let is_probe = asker.dice.chance(50);
    let count = if is_probe { 2 + asker.dice.below(4) } else { 1 + usize::from(asker.dice.chance(20)) };
    for _ in 0..count {
        let root = if is_probe { asker.probe() } else { asker.root() };
        asker.document.roots.push(Selection::Field(root));
    }
    asker.document
}

impl Asker<'_> {
    /// Which entries a filter finds, or in which order they are: little is selected, so that many can be asked.
    fn probe(&mut self) -> Field {
        let of = *self.dice.pick(&self.world.schema.own_models());
        let made = &self.world.schema.types[of];
        let mut field = Field { name: made.plural[..1].to_lowercase() + &made.plural[1..], ..Field::default() };
        let (where_input, order_input) = (format!("{}WhereInput", made.name), format!("{}OrderByInput", made.name));
        if self.dice.chance(75) {
            let filter = self.filter(of, 3);
            let filter = self.perhaps_variable(filter, &where_input);
            field.arguments.push(("where".to_owned(), filter));
        }
        if self.dice.chance(40) {
            let order = Input::Enum(self.order(of));
            let order = self.perhaps_variable(order, &order_input);
            field.arguments.push(("orderBy".to_owned(), order));
        }
        // Above the largest page, which it is cut to.
        field.arguments.push(("first".to_owned(), Input::Plain(json!(1000))));
        self.place(&mut field);
        field.alias = Some(self.alias());
        field.selections = vec![Selection::Field(leaf("id"))];
        field
    }

    fn root(&mut self) -> Field {
        let of = *self.dice.pick(&self.world.schema.models());
        let made = self.world.schema.types[of].clone();
        let lower = |name: &str| name[..1].to_lowercase() + &name[1..];
        let mut field = match self.dice.below(100) {
            0..50 => {
                let mut field = Field { name: lower(&made.plural), ..Field::default() };
                let rows = self.page(&mut field, of, (true, true));
                self.place(&mut field);
                field.selections = self.selections(of, rows, 2, false);
                field
            }
            50..72 => self.connection(of, lower(&made.plural)),
            72..86 => self.single(of, lower(&made.name)),
            86..93 => self.node(),
            _ => self.entities(),
        };
        field.alias = Some(self.alias());
        field
    }

    fn connection(&mut self, of: usize, plural: String) -> Field {
        let mut field = Field { name: format!("{plural}Connection"), ..Field::default() };
        let rows = self.page(&mut field, of, (true, true));
        self.place(&mut field);
        let leaf = |name: &str| Selection::Field(leaf(name));
        let inner =
            |name: &str, selections| Selection::Field(Field { name: name.to_owned(), selections, ..Field::default() });
        let mut parts = Vec::new();
        if self.dice.chance(80) {
            let names = ["hasNextPage", "hasPreviousPage", "startCursor", "endCursor", "pageSize", "__typename"];
            let count = 1 + self.dice.below(5);
            let names = self.dice.some(&names, count);
            parts.push(inner("pageInfo", names.into_iter().map(leaf).collect()));
        }
        if self.dice.chance(60) {
            parts.push(inner("aggregate", vec![leaf("count")]));
        }
        if self.dice.chance(80) || parts.is_empty() {
            let node = inner("node", self.selections(of, rows, 2, false));
            parts.push(inner("edges", vec![leaf("cursor"), node]));
        }
        field.selections = self.dice.shuffled(&parts);
        field
    }

    fn single(&mut self, of: usize, name: String) -> Field {
        let id = self.some_id(of);
        let mut keys = vec![("id".to_owned(), Input::Plain(json!(id)))];
        if self.world.schema.field(of, "slug").is_some() {
            let slug = ("slug".to_owned(), Input::Plain(json!(id)));
            match self.dice.below(3) {
                0 => keys = vec![slug],
                1 => keys.push(slug),
                _ => {}
            }
        }
        let input = Input::Object(keys);
        let declared = format!("{}WhereUniqueInput!", self.world.schema.types[of].name);
        let input = self.perhaps_variable(input, &declared);
        let mut field = Field { name, arguments: vec![("where".to_owned(), input)], ..Field::default() };
        self.place(&mut field);
        field.selections = self.selections(of, 1, 3, false);
        field
    }

    fn node(&mut self) -> Field {
        let of = *self.dice.pick(&self.world.schema.models());
        let id = Input::Plain(json!(self.some_id(of)));
        let mut field = Field { name: "node".to_owned(), arguments: vec![("id".to_owned(), id)], ..Field::default() };
        self.place(&mut field);
        let mut members = self.dice.some(&self.world.schema.models(), 2);
        members.push(of);
        members.dedup();
        field.selections = self.members(&members, "Node", 1, 2);
        field
    }

    fn entities(&mut self) -> Field {
        let mut asked = Vec::new();
        let mut members = Vec::new();
        for _ in 0..1 + self.dice.below(4) {
            let of = self.dice.below(self.world.schema.types.len());
            let id = self.some_id(of);
            let stage = self.dice.pick(&self.world.schema.stages).clone();
            let typename = self.world.schema.types[of].name.clone();
            let mut one = vec![
                ("id".to_owned(), Input::Plain(json!(id))),
                ("stage".to_owned(), Input::Enum(stage)),
                ("typename".to_owned(), Input::Enum(typename)),
            ];
            if self.dice.chance(30) {
                one.push(("locale".to_owned(), Input::Enum(self.dice.pick(&self.world.schema.locales).clone())));
            }
            asked.push(Input::Object(one));
            members.push(of);
        }
        let mut arguments = vec![("where".to_owned(), Input::List(asked))];
        if self.dice.chance(60) {
            arguments.push(("locales".to_owned(), self.locales()));
        }
        members.sort_unstable();
        members.dedup();
        let selections = self.members(&members, "Entity", 4, 2);
        Field { name: "entities".to_owned(), arguments, selections, ..Field::default() }
    }

    /// `where`, `orderBy` and the five arguments of pages; gives the number of rows that there may be.
    pub fn page(&mut self, field: &mut Field, of: usize, (filtered, ordered): (bool, bool)) -> usize {
        let name = self.world.schema.types[of].name.clone();
        if filtered && self.dice.chance(55) {
            let input = self.filter(of, 2);
            let input = self.perhaps_variable(input, &format!("{name}WhereInput"));
            field.arguments.push(("where".to_owned(), input));
        }
        if ordered && self.dice.chance(55) {
            let input = Input::Enum(self.order(of));
            let input = self.perhaps_variable(input, &format!("{name}OrderByInput"));
            field.arguments.push(("orderBy".to_owned(), input));
        }
        let (after, before) = (self.dice.chance(20), self.dice.chance(15));
        // What may not be said together: content-api-read.md §6.
        let (first, last) = (self.dice.chance(40) && !before, self.dice.chance(20) && !after);
        let mut rows = 10;
        for (name, is_said) in [("first", first), ("last", last)] {
            if is_said {
                let size = self.dice.below(6);
                rows = size.min(rows);
                let input = self.perhaps_variable(Input::Plain(json!(size)), "Int");
                field.arguments.push((name.to_owned(), input));
            }
        }
        if self.dice.chance(20) {
            let input = Input::Plain(json!(self.dice.below(4)));
            let input = self.perhaps_variable(input, "Int");
            field.arguments.push(("skip".to_owned(), input));
        }
        for (name, is_said) in [("after", after), ("before", before)] {
            if is_said {
                let id = Input::Plain(json!(self.some_id(of)));
                let input = self.perhaps_variable(id, "String");
                field.arguments.push((name.to_owned(), input));
            }
        }
        // A variable that is not given leaves the page as large as it is without it.
        if self.document.variables.iter().any(|variable| variable.given.is_none()) { 10 } else { rows }
    }

    /// Whether so many rows for each of so many may still be asked for.
    pub fn affords(&self, rows: usize, each: usize) -> bool {
        rows.saturating_mul(each) <= MOST_ROWS
    }

    fn order(&mut self, of: usize) -> String {
        let made = &self.world.schema.types[of];
        let mut names = vec!["id", "updatedAt"];
        if !made.is_component {
            names.extend(["createdAt", "publishedAt"]);
        }
        names.extend(made.fields.iter().filter_map(|field| match &field.kind {
            Kind::Simple(Simple::RichText | Simple::Json | Simple::Location | Simple::Color) => None,
            Kind::Simple(_) | Kind::Enumeration(_) => Some(field.name.as_str()),
            Kind::Link { .. } | Kind::Component(_) | Kind::Modular(_) => None,
        }));
        let name = (*self.dice.pick(&names)).to_owned();
        format!("{name}_{}", self.dice.pick(&["ASC", "DESC"]))
    }

    /// `stage` and `locales` of a root field.
    fn place(&mut self, field: &mut Field) {
        // Other stages than DRAFT hold less.
        let at = if self.dice.chance(50) { 0 } else { self.dice.below(self.world.schema.stages.len()) };
        let stage = Input::Enum(self.world.schema.stages[at].clone());
        let stage = self.perhaps_given_variable(stage, "Stage!");
        field.arguments.push(("stage".to_owned(), stage));
        if self.dice.chance(70) {
            let locales = self.locales();
            let locales = self.perhaps_given_variable(locales, "[Locale!]!");
            field.arguments.push(("locales".to_owned(), locales));
        }
    }

    /// Some locales in any order, one twice perhaps.
    pub fn locales(&mut self) -> Input {
        let count = 1 + self.dice.below(self.world.schema.locales.len());
        let mut names = self.dice.some(&self.world.schema.locales, count);
        if self.dice.chance(10) {
            names.push(names[0].clone());
        }
        Input::List(names.into_iter().map(Input::Enum).collect())
    }

    /// An id of that type in any stage, seldom of none.
    pub fn some_id(&mut self, of: usize) -> String {
        let rows = self.world.stages.iter().flat_map(|stage| &stage.rows).filter(|row| row.of == of);
        let ids: Vec<&str> = rows.map(|row| row.id.as_str()).collect();
        if ids.is_empty() || self.dice.chance(6) { "nowhere".to_owned() } else { (*self.dice.pick(&ids)).to_owned() }
    }

    pub fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("a{}", self.aliases)
    }

    /// The input, or a variable for it, which seldom is not given at all.
    pub fn perhaps_variable(&mut self, input: Input, declared: &str) -> Input {
        if self.dice.chance(3) && !declared.ends_with('!') {
            return self.variable(declared, None);
        }
        self.perhaps_given_variable(input, declared)
    }

    pub fn perhaps_given_variable(&mut self, input: Input, declared: &str) -> Input {
        if !self.dice.chance(20) {
            return input;
        }
        let given = self.document.plain(&input);
        self.variable(declared, given)
    }

    fn variable(&mut self, declared: &str, given: Option<Value>) -> Input {
        self.document.variables.push(Variable { declared: declared.to_owned(), given });
        Input::Variable(self.document.variables.len() - 1)
    }
}
