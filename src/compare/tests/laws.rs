//! What must hold of comparing, of making one budget of another, and of merging, over random budgets.

use proptest::collection::vec;
use proptest::prelude::*;

use super::changes;
use crate::compare::{Resolution, Side, difference, merge};
use crate::edit::tests::{Act, act, blank, step};
use crate::file::testing::arbitrary_budget;
use crate::model::Budget;
use crate::schema::{Format, default_format};

/// What the acts make of a budget.
fn after(format: &Format, start: &Budget, acts: &[Act]) -> Budget {
    let mut budget = start.clone();
    for act in acts {
        if let Some(step) = step(format, &budget, act) {
            step.apply(&mut budget).unwrap();
        }
    }
    budget
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn nothing_differs_from_itself(budget in arbitrary_budget(), later in any::<bool>()) {
        let format = default_format();
        let mut other = budget.clone();
        if later {
            other.year = other.year.wrapping_add(1);
        }
        prop_assert_eq!(changes(&format, &[&budget, &other]).1, Vec::<String>::new());
        prop_assert!(difference(&budget, &budget, "").unwrap().edits.is_empty());
    }

    #[test]
    fn a_difference_makes_one_of_the_other(a in arbitrary_budget(), b in arbitrary_budget()) {
        let mut made = a.clone();
        difference(&a, &b, "").unwrap().apply(&mut made).unwrap();
        prop_assert_eq!(made, b);
    }

    #[test]
    fn a_difference_after_edits_is_exact(acts in vec(act(), 1..40)) {
        let format = default_format();
        let start = blank(&format);
        let end = after(&format, &start, &acts);
        let mut made = start.clone();
        let inverse = difference(&start, &end, "").unwrap().apply(&mut made).unwrap();
        prop_assert_eq!(&made, &end);
        inverse.apply(&mut made).unwrap();
        prop_assert_eq!(&made, &start);
        let mut back = end.clone();
        difference(&end, &start, "").unwrap().apply(&mut back).unwrap();
        prop_assert_eq!(back, start);
    }

    #[test]
    fn merging_with_an_unchanged_side_is_the_other_side(
        base in arbitrary_budget(),
        ours in arbitrary_budget(),
    ) {
        let format = default_format();
        for (a, b) in [(&ours, &base), (&base, &ours)] {
            let merged = merge(&format, &base, a, b, &Resolution::default()).unwrap();
            prop_assert_eq!(&merged.budget, &ours);
            prop_assert!(merged.conflicts.is_empty());
        }
    }

    #[test]
    fn merging_does_not_depend_on_whose_side_is_whose(
        before in vec(act(), 0..20),
        ours in vec(act(), 0..20),
        theirs in vec(act(), 0..20),
    ) {
        let format = default_format();
        let base = after(&format, &blank(&format), &before);
        let (ours, theirs) = (after(&format, &base, &ours), after(&format, &base, &theirs));
        let take = |otherwise| Resolution { otherwise, ..Resolution::default() };
        let one = merge(&format, &base, &ours, &theirs, &take(Side::Ours)).unwrap();
        let other = merge(&format, &base, &theirs, &ours, &take(Side::Theirs)).unwrap();
        prop_assert_eq!(&one.budget, &other.budget);
        prop_assert_eq!(one.conflicts.len(), other.conflicts.len());
        let mut made = ours.clone();
        one.step(&ours).unwrap().apply(&mut made).unwrap();
        prop_assert_eq!(&made, &one.budget);
        // Merged again, nothing is left to do.
        let again = merge(&format, &theirs, &one.budget, &theirs, &take(Side::Ours)).unwrap();
        prop_assert_eq!(&again.budget, &one.budget);
    }

    #[test]
    fn arbitrary_budgets_merge_without_panic(
        base in arbitrary_budget(),
        ours in arbitrary_budget(),
        theirs in arbitrary_budget(),
    ) {
        let format = default_format();
        let one = merge(&format, &base, &ours, &theirs, &Resolution::default()).unwrap();
        let all = Resolution { otherwise: Side::Theirs, ..Resolution::default() };
        let other = merge(&format, &base, &theirs, &ours, &all).unwrap();
        prop_assert_eq!(&one.budget, &other.budget);
    }
}
