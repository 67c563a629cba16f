//! The enumerations of the app platform, with the names of the wire (management-api.md §2.5).

macro_rules! kind {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $wire:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// The name on the wire and in the database.
            pub fn wire(self) -> &'static str {
                match self { $($name::$variant => $wire),+ }
            }

            /// The value of that name.
            pub fn from_wire(wire: &str) -> Option<Self> {
                match wire { $($wire => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

kind! {
    /// Who can find an app.
    PublicationStatus {
        /// Only who knows its API ID.
        Private = "PRIVATE",
        /// Waits for a review.
        Pending = "PENDING",
        /// Everybody.
        Public = "PUBLIC",
    }
}

kind! {
    /// Where an element appears in Studio.
    ElementType {
        /// In place of a field's input.
        Field = "field",
        /// Beside an entry's form.
        FormSidebar = "formSidebar",
        /// As a page of its own.
        Page = "page",
    }
}

kind! {
    /// What a field element renders.
    ElementFeature {
        /// One value.
        FieldRenderer = "FieldRenderer",
        /// All values of a list.
        ListRenderer = "ListRenderer",
        /// A cell of the content table.
        TableRenderer = "TableRenderer",
    }
}

kind! {
    /// The type of fields that a field element renders.
    ElementFieldType {
        /// Ids.
        Id = "ID",
        /// Text.
        String = "STRING",
        /// Rich text.
        RichText = "RICHTEXT",
        /// Integers.
        Int = "INT",
        /// Numbers.
        Float = "FLOAT",
        /// True or false.
        Boolean = "BOOLEAN",
        /// Any JSON.
        Json = "JSON",
        /// Moments.
        DateTime = "DATETIME",
        /// Days.
        Date = "DATE",
        /// Places.
        Location = "LOCATION",
        /// Colours.
        Color = "COLOR",
        /// Relations.
        Relation = "RELATION",
        /// Values of an enumeration.
        Enumeration = "ENUMERATION",
    }
}

kind! {
    /// How far an installation is (apps.md §3).
    InstallationStatus {
        /// Authorised; its setup is not done.
        Pending = "PENDING",
        /// In use.
        Completed = "COMPLETED",
        /// Out of use: its elements are not shown and its token is refused.
        Disabled = "DISABLED",
    }
}

impl InstallationStatus {
    /// Whether an update may lead there. Going back to PENDING is not an update but a new installation.
    pub(crate) fn may_become(self, next: InstallationStatus) -> bool {
        use InstallationStatus::{Completed, Disabled, Pending};
        match (self, next) {
            (Pending, Pending | Completed) | (Completed | Disabled, Completed | Disabled) => true,
            (Pending, Disabled) | (Completed | Disabled, Pending) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        assert_eq!(ElementType::from_wire("formSidebar"), Some(ElementType::FormSidebar));
        assert_eq!(ElementType::FormSidebar.wire(), "formSidebar");
        assert_eq!(ElementFieldType::from_wire("RICHTEXT"), Some(ElementFieldType::RichText));
        assert_eq!(ElementFeature::from_wire("fieldRenderer"), None);
        assert_eq!(PublicationStatus::Private.wire(), "PRIVATE");
    }
}
