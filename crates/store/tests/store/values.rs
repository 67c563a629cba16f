//! Values go in and come out as they are, and texts mean the same on both engines.

use sql::{Engine, Statement, Value, float_text, list_contains, lower};
use store::{Database, StoreError};

use crate::place::{apply, on_each_engine};

fn table(engine: Engine) -> Statement {
    let text = engine.text_type();
    Statement::new(
        format!("CREATE TABLE t (k BIGINT PRIMARY KEY, b BOOLEAN, i BIGINT, f DOUBLE PRECISION, s {text}, j {text})"),
        Vec::new(),
    )
}

async fn one(database: &Database, statement: Statement) -> store::Row {
    database.query_opt(statement).await.expect("answered").expect("a row")
}

#[tokio::test]
async fn every_value_comes_back() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let database = store.platform();
        apply(database, vec![table(database.engine())]).await.expect("made");
        let insert = |values: Vec<Value>| {
            Statement::new("INSERT INTO t (k, b, i, f, s, j) VALUES ($1, $2, $3, $4, $5, $6)", values)
        };
        let long = "ä€😀\u{1}'\"\\ $1 ".repeat(5_000);
        let full = vec![1.into(), true.into(), i64::MIN.into(), 0.1.into(), long.as_str().into()];
        let full = full.into_iter().chain([Value::Json("{\"b\":1,\"a\":[]}".into())]).collect();
        let empty = vec![2.into(), Value::Null, Value::Null, Value::Null, Value::Null, Value::Null];
        apply(database, vec![insert(full), insert(empty)]).await.expect("kept");

        let select = |k: i64| Statement::new("SELECT b, i, f, s, j FROM t WHERE k = $1", vec![k.into()]);
        let row = one(database, select(1)).await;
        assert!(row.bool(0).expect("a boolean"));
        assert_eq!(row.int(1), Ok(i64::MIN));
        assert_eq!(row.float(2), Ok(0.1));
        assert_eq!(row.text(3), Ok(long.as_str()));
        assert_eq!(row.json(4), Ok("{\"b\":1,\"a\":[]}"));
        let row = one(database, select(2)).await;
        assert_eq!((row.opt_bool(0), row.opt_int(1), row.opt_float(2)), (Ok(None), Ok(None), Ok(None)));
        assert_eq!((row.opt_text(3), row.opt_text(4)), (Ok(None), Ok(None)));
        assert!(matches!(row.int(1), Err(StoreError::Other(_))));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_list_is_one_value() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let database = store.platform();
        apply(database, vec![table(database.engine())]).await.expect("made");
        for k in 1..=4 {
            let insert = "INSERT INTO t (k, s) VALUES ($1, $2)";
            apply(database, vec![Statement::new(insert, vec![k.into(), format!("\"{k}\"").into()])]).await.expect("in");
        }
        let count = |column: &str, list: Value| {
            let condition = list_contains(database.engine(), column, "$1");
            Statement::new(format!("SELECT COUNT(*) FROM t WHERE {condition}"), vec![list])
        };
        let ints = one(database, count("k", Value::Ints(vec![1, 3, 9]))).await;
        let texts = one(database, count("s", Value::Texts(vec!["\"2\"".into(), "2".into()]))).await;
        let none = one(database, count("s", Value::Texts(Vec::new()))).await;
        assert_eq!((ints.int(0), texts.int(0), none.int(0)), (Ok(2), Ok(1), Ok(0)));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn placeholders_are_known_by_their_numbers() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let database = store.platform();
        let swapped = "SELECT $2::text, '$3', $1::bigint + CAST($1 AS BIGINT), $2::text";
        let row = one(database, Statement::new(swapped, vec![5.into(), "second".into()])).await;
        assert_eq!((row.text(0), row.text(1), row.int(2)), (Ok("second"), Ok("$3"), Ok(10)));
        let missing = database.query(Statement::new("SELECT $1::bigint, $2::bigint", vec![1.into()])).await;
        assert!(matches!(missing, Err(StoreError::Other(_))));
        let spare = database.query(Statement::new("SELECT $1::bigint", vec![1.into(), 2.into()])).await;
        assert!(matches!(spare, Err(StoreError::Other(_))));
        store.close().await;
    })
    .await;
}

/// Doubles that are easy to print wrongly, and many that are not.
fn floats() -> Vec<f64> {
    let mut floats =
        vec![0.0, -0.0, 1.0, 0.1, 1e14, 1e15, 123_456_789_012_345.6, 1e-4, 1e-5, 1e22, 1e23, 5e-324, f64::MAX];
    floats.extend((-330..310).map(|exponent| format!("1e{exponent}").parse::<f64>().expect("a number")));
    floats.extend((0..130).map(|power| 2f64.powi(power)));
    floats.extend((1..200).map(|step| 9_007_199_254_740_992.0 + f64::from(step) * 2.0));
    let mut state = 1_u64;
    for _ in 0..5_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        floats.push(f64::from_bits(state ^ (state >> 29)));
    }
    floats.retain(|float| float.is_finite());
    floats
}

#[tokio::test]
async fn floats_and_lower_case_read_alike() {
    let mut answers = Vec::new();
    let mut places = vec![crate::place::sqlite()];
    places.extend(crate::place::postgres().await);
    for place in places {
        let store = place.open().await;
        let database = store.platform();
        let engine = database.engine();
        let mut answer = Vec::new();
        let float = match engine {
            Engine::Sqlite => format!("SELECT {}", float_text(engine, "$1")),
            Engine::Postgres => format!("SELECT {}::text", float_text(engine, "$1::float8")),
        };
        for number in floats() {
            answer.push(
                one(database, Statement::new(float.clone(), vec![number.into()])).await.take_text(0).expect("text"),
            );
        }
        for text in ["ÄÖÜ ß ẞ", "İI", "ΑΣ Σ", "ǅ", "Ⅷ ＡＢＣ"] {
            let lowered = Statement::new(format!("SELECT {}", lower(engine, "$1")), vec![text.into()]);
            answer.push(one(database, lowered).await.take_text(0).expect("text"));
        }
        answers.push(answer);
        store.close().await;
    }
    if let [sqlite, postgres] = answers.as_slice() {
        let different: Vec<_> = sqlite.iter().zip(postgres).filter(|(left, right)| left != right).collect();
        assert!(different.is_empty(), "{} differ: {:?}", different.len(), &different[..different.len().min(10)]);
    }
}

#[tokio::test]
async fn text_sorts_as_bytes() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let database = store.platform();
        for key in ["b", "B", "a", "Z", "é", "e"] {
            apply(database, vec![crate::place::put(key, "")]).await.expect("kept");
        }
        let rows = database.query(Statement::new("SELECT key FROM server_setting ORDER BY key", Vec::new())).await;
        let keys: Vec<String> = rows.expect("read").iter().map(|row| row.text(0).expect("text").to_owned()).collect();
        assert_eq!(keys, ["B", "Z", "a", "b", "e", "é"]);
        store.close().await;
    })
    .await;
}
