//! Balanced rounding (舍位平衡) as a problem of whole numbers: each part is printed as its floor or one last
//! digit more, so that the sums of parts come as near to their own ordinary rounding as can be.
//!
//! [`tree`] gives a first answer by largest remainders along a hierarchy of the sums, [`search`] improves it.
//! Amounts are whole numbers of a fraction of the last printed digit; nothing here knows tables or cells.
//! The same problem always gets the same answer.

mod search;
mod tree;

/// How often each part goes into a sum, by the part's position.
pub(super) type Members = Vec<(u32, i8)>;

/// An amount that is rounded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// The exact amount, in the problem's fraction of a digit.
    pub value: i128,
    /// Whether it may go beyond the two roundings next to it, to follow a sum that it must equal.
    pub follows: bool,
}

/// What a sum is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It is printed in so many cells; its ordinary rounding is wanted, a neighbour is borne.
    Printed(u32),
    /// It is a grand total, which must be its ordinary rounding.
    Total,
    /// It is the difference of two sums that must stay equal.
    Tie,
}

/// A sum of parts.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    /// The parts, by position.
    pub members: Members,
    /// What it is for.
    pub purpose: Purpose,
}

/// What is to be rounded.
#[derive(Clone, Debug, Default)]
pub(super) struct Problem {
    /// How many fractions are one last digit.
    pub digit: i128,
    /// The parts.
    pub parts: Vec<Part>,
    /// The sums.
    pub sums: Vec<Sum>,
}

/// The parts in whole last digits, each near its exact amount.
pub(super) fn solve(problem: &Problem) -> Vec<i128> {
    let floors: Vec<i128> = problem.parts.iter().map(|part| floor(part.value, problem.digit)).collect();
    let ups = search::improve(problem, tree::first(problem));
    floors.iter().zip(ups).map(|(floor, up)| floor + i128::from(up)).collect()
}

/// Whole digits below or at a value.
fn floor(value: i128, digit: i128) -> i128 {
    value.div_euclid(digit)
}

/// What is above them.
fn remainder(value: i128, digit: i128) -> i128 {
    value.rem_euclid(digit)
}

/// The ordinary rounding (四舍五入) in whole digits.
pub(super) fn ordinary(value: i128, digit: i128) -> i128 {
    let (down, over) = (floor(value, digit), remainder(value, digit));
    let up = if value < 0 { 2 * over > digit } else { 2 * over >= digit };
    down + i128::from(up)
}

impl Problem {
    /// The exact value of a sum and the sum of its parts' floors.
    fn exact_and_floor(&self, sum: &Sum) -> (i128, i128) {
        sum.members.iter().fold((0, 0), |(exact, below), (part, times)| {
            let value = self.value(*part);
            let times = i128::from(*times);
            (exact + times * value, below + times * floor(value, self.digit))
        })
    }

    /// How many of its parts must go up for a sum to have its ordinary rounding.
    fn wanted(&self, sum: &Sum) -> i128 {
        let (exact, below) = self.exact_and_floor(sum);
        match sum.purpose {
            // What must stay equal differs by nothing.
            Purpose::Tie => -below,
            Purpose::Printed(_) | Purpose::Total => ordinary(exact, self.digit) - below,
        }
    }

    fn value(&self, part: u32) -> i128 {
        at(&self.parts, part).map_or(0, |part| part.value)
    }
}

/// The element at a position.
fn at<T>(list: &[T], position: u32) -> Option<&T> {
    list.get(usize::try_from(position).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_rounding_is_half_up_away_from_zero() {
        for (value, expected) in
            [(149, 1), (150, 2), (-149, -1), (-150, -2), (-151, -2), (0, 0), (-50, -1), (-49, 0), (50, 1)]
        {
            assert_eq!(ordinary(value, 100), expected, "{value}");
        }
    }

    /// Parts and the sums over them, in hundredths of the last digit.
    fn solved(parts: &[i128], sums: &[&[u32]]) -> Vec<i128> {
        let parts: Vec<Part> = parts.iter().map(|value| Part { value: *value, follows: false }).collect();
        let total = (0..).zip(&parts).map(|(at, _)| (at, 1)).collect();
        let mut all = vec![Sum { members: total, purpose: Purpose::Total }];
        all.extend(sums.iter().map(|sum| Sum {
            members: sum.iter().map(|part| (*part, 1)).collect(),
            purpose: Purpose::Printed(1),
        }));
        solve(&Problem { digit: 100, parts, sums: all })
    }

    #[test]
    fn the_largest_remainders_go_up() {
        assert_eq!(solved(&[140, 130, 130], &[&[0], &[1], &[2]]), [2, 1, 1]);
        assert_eq!(solved(&[160, 170, 170], &[&[0], &[1], &[2]]), [1, 2, 2]);
        assert_eq!(solved(&[-140, -130, -130], &[&[0], &[1], &[2]]), [-2, -1, -1]);
    }

    #[test]
    fn two_ways_of_adding_up_are_balanced_at_once() {
        // A table of 2 × 2 halves: rows and columns of one each leave two answers, both crosswise.
        let rounded = solved(&[50, 50, 50, 50], &[&[0, 1], &[2, 3], &[0, 2], &[1, 3]]);
        assert_eq!(rounded.iter().sum::<i128>(), 2);
        assert_eq!((rounded[0] + rounded[1], rounded[0] + rounded[2]), (1, 1));
    }

    #[test]
    fn what_must_equal_a_sum_follows_it() {
        let parts = [(140, false), (140, false), (140, false), (280, true)];
        let parts = parts.map(|(value, follows)| Part { value, follows }).to_vec();
        let tie = Sum { members: vec![(0, 1), (1, 1), (3, -1)], purpose: Purpose::Tie };
        let total = Sum { members: vec![(0, 1), (1, 1), (2, 1)], purpose: Purpose::Total };
        let own = Sum { members: vec![(3, 1)], purpose: Purpose::Printed(1) };
        let rounded = solve(&Problem { digit: 100, parts, sums: vec![tie, total, own] });
        assert_eq!(rounded[0] + rounded[1], rounded[3]);
        assert_eq!(rounded[0] + rounded[1] + rounded[2], 4);
    }
}
