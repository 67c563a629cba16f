//! Random content models: every kind of field in each, dealt out differently.

use super::dice::Dice;

/// The place of the system model among the types.
pub const ASSET: usize = 0;
const COMPONENTS: [&str; 3] = ["Leaf", "Branch", "Crown"];
/// Names whose derived names are odd: see content-api-read.md §1.
const MODELS: [(&str, &str); 3] = [("Alpha", "Alphas"), ("BETA", "BETAs"), ("Gamma_x", "Gammas_x")];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simple {
    Text,
    Int,
    Float,
    Boolean,
    Date,
    DateTime,
    Json,
    Location,
    Color,
    RichText,
}

impl Simple {
    const ALL: [Simple; 10] = [
        Simple::Text,
        Simple::Int,
        Simple::Float,
        Simple::Boolean,
        Simple::Date,
        Simple::DateTime,
        Simple::Json,
        Simple::Location,
        Simple::Color,
        Simple::RichText,
    ];

    /// The scalar's name in GraphQL; the first letter of the field's name.
    pub fn name(self) -> &'static str {
        match self {
            Simple::Text => "String",
            Simple::Int => "Int",
            Simple::Float => "Float",
            Simple::Boolean => "Boolean",
            Simple::Date => "Date",
            Simple::DateTime => "DateTime",
            Simple::Json => "Json",
            Simple::Location => "Location",
            Simple::Color => "Color",
            Simple::RichText => "RichText",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Source,
    Target,
}

impl Side {
    pub fn opposite(self) -> Side {
        match self {
            Side::Source => Side::Target,
            Side::Target => Side::Source,
        }
    }
}

#[derive(Clone, Debug)]
pub enum Kind {
    Simple(Simple),
    Enumeration(usize),
    /// One end of a relation or union.
    Link {
        relation: usize,
        side: Side,
    },
    /// A basic component.
    Component(usize),
    /// A modular component.
    Modular(Vec<usize>),
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub kind: Kind,
    pub is_list: bool,
    pub is_localized: bool,
    /// What a rich text may embed; `None` when it may not.
    pub embeds: Option<Vec<usize>>,
}

#[derive(Clone, Debug)]
pub struct Type {
    pub name: String,
    pub plural: String,
    pub is_component: bool,
    pub fields: Vec<Field>,
}

/// A relation, or a union when it has several targets or is called one.
#[derive(Clone, Debug)]
pub struct Relation {
    pub source: usize,
    pub targets: Vec<usize>,
    pub is_union: bool,
    pub source_holds_many: bool,
    pub target_holds_many: bool,
    /// Name of the source's field.
    pub field: String,
    /// Name of the field at the other end, which a one-way relation has only in what is written.
    pub reverse: String,
    pub is_one_way: bool,
}

#[derive(Clone, Debug)]
pub struct Enumeration {
    pub name: String,
    pub values: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Schema {
    /// The default locale first.
    pub locales: Vec<String>,
    pub stages: Vec<String>,
    pub enumerations: Vec<Enumeration>,
    pub types: Vec<Type>,
    pub relations: Vec<Relation>,
}

impl Schema {
    pub fn random(dice: &mut Dice) -> Schema {
        let more = 1 + dice.below(2);
        let mut locales = vec!["en".to_owned()];
        locales.extend(["de", "fr_CH"].iter().take(more).map(|&name| name.to_owned()));
        let mut stages = vec!["DRAFT".to_owned(), "PUBLISHED".to_owned()];
        if dice.chance(60) {
            stages.push("QA".to_owned());
        }
        let values = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let enumerations = vec![
            Enumeration { name: "Mood".to_owned(), values: values(&["sad", "Happy", "angry", "Calm"]) },
            Enumeration { name: "Size".to_owned(), values: values(&["XL", "L", "M"]) },
        ];
        let named = |name: &str, plural: &str, is_component| Type {
            name: name.to_owned(),
            plural: plural.to_owned(),
            is_component,
            fields: Vec::new(),
        };
        let mut types = vec![Type { fields: file_fields(), ..named("Asset", "Assets", false) }];
        types.extend(COMPONENTS.iter().map(|name| named(name, &format!("{name}s"), true)));
        types.extend(MODELS.iter().map(|(name, plural)| named(name, plural, false)));
        let mut schema = Schema { locales, stages, enumerations, types, relations: Vec::new() };
        schema.deal_simple_fields(dice);
        schema.add_components(dice);
        schema.add_relations(dice);
        schema
    }

    /// Every kind once at least, single and as a list; some types hold more of them than others.
    fn deal_simple_fields(&mut self, dice: &mut Dice) {
        let mut deck: Vec<(Kind, bool)> = Simple::ALL.iter().map(|simple| (Kind::Simple(*simple), false)).collect();
        // A list of rich texts is not written.
        let lists = Simple::ALL.iter().filter(|simple| **simple != Simple::RichText);
        deck.extend(lists.map(|simple| (Kind::Simple(*simple), true)));
        deck.extend([(Kind::Enumeration(0), false), (Kind::Enumeration(1), true)]);
        deck.push((Kind::Simple(Simple::Text), false));
        deck.push((Kind::Simple(Simple::Text), false));
        let models = self.own_models();
        for model in models.clone() {
            let slug = Field { is_localized: false, ..field("slug".to_owned(), Kind::Simple(Simple::Text), false) };
            self.types[model].fields.push(slug);
        }
        let dealt = dice.shuffled(&deck).into_iter().map(|card| (1 + dice.below(self.types.len() - 1), card));
        let mut dealt: Vec<(usize, (Kind, bool))> = dealt.collect();
        // Those with the oddest comparisons are in every model.
        let odd = [Kind::Simple(Simple::DateTime), Kind::Simple(Simple::Json), Kind::Enumeration(0)];
        dealt.extend(models.iter().flat_map(|model| odd.clone().map(|kind| (*model, (kind, false)))));
        for (number, (of, (kind, is_list))) in dealt.into_iter().enumerate() {
            let letter = match &kind {
                Kind::Simple(simple) => simple.name().to_lowercase(),
                _ => "mood".to_owned(),
            };
            // A field may be called like another's operator or order.
            let suffix = dice.pick(&["", "", "", "_not", "_in", "_some", "_ASC", "_lt"]);
            let name = format!("{letter}{number}{suffix}");
            let embeds = matches!(kind, Kind::Simple(Simple::RichText)) && dice.chance(70);
            let embeds = embeds.then(|| dice.some(&[ASSET, models[0], models[1]], 2));
            let is_localized = dice.chance(40);
            self.types[of].fields.push(Field { is_localized, embeds, ..field(name, kind, is_list) });
        }
    }

    fn add_components(&mut self, dice: &mut Dice) {
        let models = self.own_models();
        // Nested ones: in Branch a Leaf, in Crown either.
        let is_list = dice.chance(50);
        self.types[2].fields.push(field("inner1".to_owned(), Kind::Component(1), is_list));
        let is_list = dice.chance(60);
        self.types[3].fields.push(field("inner2".to_owned(), Kind::Modular(vec![1, 2]), is_list));
        for (number, kind) in [Kind::Component(1), Kind::Component(2), Kind::Component(3)].into_iter().enumerate() {
            let of = *dice.pick(&models);
            let is_list = dice.chance(60);
            self.types[of].fields.push(field(format!("held{number}"), kind, is_list));
        }
        for (number, is_list) in [(3, true), (4, dice.chance(50))] {
            let of = *dice.pick(&models);
            let members = 1 + dice.below(3);
            let kind = Kind::Modular(dice.some(&[1, 2, 3], members));
            self.types[of].fields.push(field(format!("blocks{number}"), kind, is_list));
        }
    }

    fn add_relations(&mut self, dice: &mut Dice) {
        let models = self.own_models();
        for number in 0..6 {
            let is_union = number > 3;
            let from_component = !is_union && dice.chance(30);
            let source = if from_component { 1 + dice.below(3) } else { *dice.pick(&models) };
            let members = 1 + dice.below(3);
            let targets = if is_union { dice.some(&models, members) } else { vec![*dice.pick(&models)] };
            // One relation leads to files, whatever the dice say.
            let targets = if number == 0 { vec![ASSET] } else { targets };
            let is_one_way = from_component || (!is_union && dice.chance(20));
            let relation = Relation {
                source,
                targets,
                is_union,
                source_holds_many: dice.chance(if is_union { 75 } else { 60 }),
                // An end without a field holds as many as there are.
                target_holds_many: is_one_way || dice.chance(70),
                field: format!("link{number}"),
                reverse: format!("link{number}of"),
                is_one_way,
            };
            let at = |side, name: &str, is_list| field(name.to_owned(), Kind::Link { relation: number, side }, is_list);
            let near = at(Side::Source, &relation.field, relation.source_holds_many);
            self.types[source].fields.push(near);
            if !relation.is_one_way {
                for target in &relation.targets {
                    let far = at(Side::Target, &relation.reverse, relation.target_holds_many);
                    self.types[*target].fields.push(far);
                }
            }
            self.relations.push(relation);
        }
    }

    /// The models but Asset.
    pub fn own_models(&self) -> Vec<usize> {
        self.models().into_iter().filter(|model| *model != ASSET).collect()
    }

    pub fn models(&self) -> Vec<usize> {
        (0..self.types.len()).filter(|at| !self.types[*at].is_component).collect()
    }

    /// Own localised fields, and for models also a localised component that they hold (content-api-write.md §2.7).
    pub fn is_localized(&self, of: usize) -> bool {
        let of = &self.types[of];
        of.fields.iter().any(|field| {
            field.is_localized
                || (!of.is_component && held(field).iter().any(|component| self.is_localized(*component)))
        })
    }

    pub fn field(&self, of: usize, name: &str) -> Option<&Field> {
        self.types[of].fields.iter().find(|field| field.name == name)
    }

    /// The types that a field leads to; none for one with a value of its own.
    pub fn leads(&self, field: &Field) -> Vec<usize> {
        match &field.kind {
            Kind::Simple(_) | Kind::Enumeration(_) => Vec::new(),
            Kind::Link { relation, side: Side::Source } => self.relations[*relation].targets.clone(),
            Kind::Link { relation, side: Side::Target } => vec![self.relations[*relation].source],
            Kind::Component(_) | Kind::Modular(_) => held(field),
        }
    }

    /// Whether the field's type is a union, of one member perhaps.
    pub fn is_union(&self, field: &Field) -> bool {
        match &field.kind {
            Kind::Link { relation, side: Side::Source } => self.relations[*relation].is_union,
            Kind::Modular(_) => true,
            Kind::Link { side: Side::Target, .. } | Kind::Simple(_) | Kind::Enumeration(_) | Kind::Component(_) => {
                false
            }
        }
    }

    /// Whether the field is the member's side of a union, which has no `orderBy`.
    pub fn is_member_side(&self, field: &Field) -> bool {
        matches!(&field.kind, Kind::Link { relation, side: Side::Target } if self.relations[*relation].is_union)
    }
}

/// The components that a field may hold.
pub fn held(field: &Field) -> Vec<usize> {
    match &field.kind {
        Kind::Component(component) => vec![*component],
        Kind::Modular(components) => components.clone(),
        Kind::Simple(_) | Kind::Enumeration(_) | Kind::Link { .. } => Vec::new(),
    }
}

fn field(name: String, kind: Kind, is_list: bool) -> Field {
    Field { name, kind, is_list, is_localized: false, embeds: None }
}

fn file_fields() -> Vec<Field> {
    let kinds = [
        ("mimeType", Simple::Text),
        ("size", Simple::Float),
        ("width", Simple::Float),
        ("height", Simple::Float),
        ("fileName", Simple::Text),
        ("handle", Simple::Text),
    ];
    let fields =
        kinds.map(|(name, simple)| Field { is_localized: true, ..field(name.to_owned(), Kind::Simple(simple), false) });
    fields.to_vec()
}
