//! The improvement: parts go up or down one digit, alone or one against another, as long as that makes the
//! whole better. What counts, the heaviest first: that what must be equal is equal and grand totals are their
//! ordinary rounding; that no printed sum is more than one digit off; that few printed sums are off at all, and
//! rather narrow ones than wide ones, large amounts than small ones, and such as lie near the half.
//!
//! Where no step is better, one that is worst least is taken, and not taken back at once; the best answer met
//! is kept. The number of steps is bounded by the size of the problem, never by time.

use super::{Problem, Purpose, at, floor, ordinary, remainder};

/// The cost of a digit where equality is required.
const REQUIRED: i64 = 10_000_000_000;
/// The cost of a printed sum that is a digit beyond the first off.
const BEYOND: i64 = 10_000_000;
/// An amount of fewer digits is rather left alone.
const SMALL_AMOUNT: i128 = 10;
/// How many parts of a sum that is off are tried.
const TRIED: usize = 96;
/// Problems of more parts than this are searched less thoroughly.
const SMALL: usize = 1_000;

/// How thoroughly is searched.
#[derive(Clone, Copy, Debug)]
struct Effort {
    /// In how many sums of a part a counterpart is looked for, the narrowest first, and in the widest.
    near_sums: usize,
    /// How many counterparts are tried in each.
    counterparts: usize,
    /// How often every part is looked at for a gain.
    sweeps: usize,
}

const THOROUGH: Effort = Effort { near_sums: 12, counterparts: 24, sweeps: 8 };
const QUICK: Effort = Effort { near_sums: 8, counterparts: 8, sweeps: 3 };
/// How many steps without gain are borne before the search ends.
const PATIENCE: usize = 400;
/// How long a part stays where a step without gain has put it.
const REST: usize = 12;

/// A sum as the search sees it.
#[derive(Clone, Copy, Debug)]
struct Target {
    /// What one digit off costs, towards the neighbouring rounding and away from it.
    near: i64,
    far: i64,
    /// What each digit after the first costs.
    beyond: i64,
    /// In which direction the other of the two roundings lies; 0 where the exact value is one.
    natural: i8,
}

struct Search<'a> {
    problem: &'a Problem,
    effort: Effort,
    targets: Vec<Target>,
    /// How many digits each sum is above what is wanted.
    off: Vec<i32>,
    /// The sums that a part goes into, in order, and how often.
    sums_of: Vec<Vec<(u32, i8)>>,
    /// The same, the narrowest first.
    near: Vec<Vec<(u32, i8)>>,
    ups: Vec<i8>,
    /// Until which step a part rests.
    resting: Vec<usize>,
    step: usize,
}

/// One or two parts, each a digit up or down.
type Move = [Option<(u32, i8)>; 2];

pub(super) fn improve(problem: &Problem, ups: Vec<i8>) -> Vec<i8> {
    let mut search = Search::new(problem, ups);
    search.follow();
    search.repair();
    search.follow();
    search.polish();
    search.ups
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem, ups: Vec<i8>) -> Self {
        let targets = problem.sums.iter().map(|sum| target(problem, sum)).collect();
        let mut sums_of = vec![Vec::new(); problem.parts.len()];
        for (number, sum) in (0u32..).zip(&problem.sums) {
            for (part, times) in &sum.members {
                get_mut(&mut sums_of, *part).into_iter().for_each(|sums| sums.push((number, *times)));
            }
        }
        let mut near = sums_of.clone();
        for sums in &mut near {
            sums.sort_by_key(|(sum, _)| at(&problem.sums, *sum).map_or(0, |sum| sum.members.len()));
        }
        let off = problem.sums.iter().map(|sum| {
            let up = |(part, times): &(u32, i8)| {
                i128::from(at(&ups, *part).copied().unwrap_or_default()) * i128::from(*times)
            };
            i32::try_from(sum.members.iter().map(up).sum::<i128>() - problem.wanted(sum)).unwrap_or(i32::MAX)
        });
        let off = off.collect();
        let resting = vec![0; problem.parts.len()];
        let effort = if problem.parts.len() > SMALL { QUICK } else { THOROUGH };
        Self { problem, effort, targets, off, sums_of, near, ups, resting, step: 0 }
    }

    /// Whether a part may go a digit up or down.
    fn may(&self, part: u32, by: i8) -> bool {
        let (Some(up), Some(own)) = (at(&self.ups, part), at(&self.problem.parts, part)) else {
            return false;
        };
        let to = up + by;
        let exact = remainder(own.value, self.problem.digit) == 0;
        match (own.follows, exact) {
            (true, true) => (-1..=1).contains(&to),
            (true, false) => (-1..=2).contains(&to),
            (false, true) => to == 0,
            (false, false) => (0..=1).contains(&to),
        }
    }

    /// What a move costs; less than nothing if it is a gain.
    fn price(&self, what: Move) -> i64 {
        let [first, second] = what.map(|part| {
            let (part, by) = part.unwrap_or((u32::MAX, 0));
            (at(&self.sums_of, part).map_or(&[][..], Vec::as_slice), i32::from(by))
        });
        let ((mut left, up), (mut right, down)) = (first, second);
        let mut price = 0;
        loop {
            let (sum, by) = match (left.split_first(), right.split_first()) {
                (None, None) => return price,
                (Some(((sum, times), rest)), None) => {
                    left = rest;
                    (*sum, i32::from(*times) * up)
                }
                (None, Some(((sum, times), rest))) => {
                    right = rest;
                    (*sum, i32::from(*times) * down)
                }
                (Some(((one, times), rest)), Some(((other, others_times), others_rest))) => {
                    let mut by = 0;
                    if one <= other {
                        left = rest;
                        by += i32::from(*times) * up;
                    }
                    if other <= one {
                        right = others_rest;
                        by += i32::from(*others_times) * down;
                    }
                    (*one.min(other), by)
                }
            };
            if by != 0
                && let (Some(target), Some(off)) = (at(&self.targets, sum), at(&self.off, sum))
            {
                price += target.cost(off + by) - target.cost(*off);
            }
        }
    }

    fn take(&mut self, what: Move) {
        for (part, by) in what.into_iter().flatten() {
            if let Some(up) = get_mut(&mut self.ups, part) {
                *up += by;
            }
            for (sum, times) in at(&self.sums_of, part).into_iter().flatten() {
                if let Some(off) = get_mut(&mut self.off, *sum) {
                    *off += i32::from(*times) * i32::from(by);
                }
            }
        }
    }

    fn cost_of(&self, sum: u32) -> i64 {
        at(&self.targets, sum).zip(at(&self.off, sum)).map_or(0, |(target, off)| target.cost(*off))
    }

    /// Puts what must equal other sums where those are.
    fn follow(&mut self) {
        let ties: Vec<u32> = (0u32..)
            .zip(&self.problem.sums)
            .filter(|(_, sum)| sum.purpose == Purpose::Tie)
            .map(|(at, _)| at)
            .collect();
        // Ties hang together in short chains.
        for _ in 0..4 {
            for tie in &ties {
                for _ in 0..8 {
                    let followers = self.movers(*tie, |part| part.follows);
                    let best = followers.map(|what| (self.price(what), what)).min_by_key(|(price, _)| *price);
                    match best {
                        Some((price, what)) if price < 0 => self.take(what),
                        _ => break,
                    }
                }
            }
        }
    }

    /// The moves of single parts that bring a sum nearer to what is wanted.
    fn movers(&self, sum: u32, which: impl Fn(&super::Part) -> bool) -> impl Iterator<Item = Move> {
        let off = at(&self.off, sum).copied().unwrap_or_default();
        let members = at(&self.problem.sums, sum).map_or(&[][..], |sum| &sum.members);
        members.iter().filter(move |_| off != 0).filter_map(move |(part, times)| {
            let by = if (off > 0) == (*times > 0) { -1 } else { 1 };
            let fits = at(&self.problem.parts, *part).is_some_and(&which) && self.may(*part, by);
            fits.then_some([Some((*part, by)), None])
        })
    }

    /// Brings back the sums that are off by more than may be.
    fn repair(&mut self) {
        let mut taken: Vec<Move> = Vec::new();
        let (mut balance, mut patience) = (0i64, PATIENCE);
        loop {
            let bad: Vec<u32> = (0u32..)
                .zip(&self.problem.sums)
                .filter(|(sum, _)| self.cost_of(*sum) >= BEYOND)
                .map(|(sum, _)| sum)
                .collect();
            if bad.is_empty() || patience == 0 {
                break;
            }
            for sum in bad {
                if self.cost_of(sum) < BEYOND || patience == 0 {
                    continue;
                }
                self.step += 1;
                let Some((price, what)) = self.best_move(sum) else {
                    patience -= 1;
                    continue;
                };
                if price >= 0 {
                    patience -= 1;
                    for (part, _) in what.into_iter().flatten() {
                        let until = self.step + REST;
                        get_mut(&mut self.resting, part).into_iter().for_each(|rest| *rest = until);
                    }
                }
                self.take(what);
                balance += price;
                taken.push(what);
                if balance < 0 {
                    // The best so far: nothing before it is taken back.
                    (balance, patience) = (0, PATIENCE);
                    taken.clear();
                }
            }
        }
        while let Some(what) = taken.pop() {
            self.take(what.map(|part| part.map(|(part, by)| (part, -by))));
        }
    }

    /// The best move, a gain or not, that brings a sum nearer to what is wanted.
    fn best_move(&self, sum: u32) -> Option<(i64, Move)> {
        let rested = |what: &Move| {
            let parts = what.iter().flatten();
            parts.into_iter().all(|(part, _)| at(&self.resting, *part).is_none_or(|until| *until < self.step))
        };
        let movers: Vec<Move> = self.movers(sum, |_| true).filter(rested).collect();
        let mut best: Option<(i64, Move)> = None;
        let mut offer = |price: i64, what: Move| {
            if best.is_none_or(|(known, _)| price < known) {
                best = Some((price, what));
            }
        };
        for what in spread(&movers, TRIED, self.step) {
            offer(self.price(*what), *what);
            let Some((part, by)) = what.first().copied().flatten() else {
                continue;
            };
            self.each_counterpart(part, by, Some(sum), |counterpart| {
                let pair = [Some((part, by)), Some(counterpart)];
                if rested(&pair) {
                    offer(self.price(pair), pair);
                }
            });
        }
        best
    }

    /// Calls `found` for parts that can make up for the move of one, those that share narrow sums with it
    /// first; `outside` is a sum that they must not be in.
    fn each_counterpart(&self, part: u32, by: i8, outside: Option<u32>, mut found: impl FnMut((u32, i8))) {
        let sums = at(&self.near, part).map_or(&[][..], Vec::as_slice);
        let shared = sums.iter().filter(|(sum, _)| Some(*sum) != outside);
        let wide = sums.len().saturating_sub(2);
        for (position, (sum, times)) in shared.enumerate() {
            if position >= self.effort.near_sums && position < wide {
                continue;
            }
            let members = at(&self.problem.sums, *sum).map_or(&[][..], |sum| &sum.members);
            for (other, others_times) in spread(members, self.effort.counterparts, self.step + position) {
                let against = if (*times > 0) == (*others_times > 0) { -by } else { by };
                let is_outside = outside.is_none_or(|outside| {
                    at(&self.sums_of, *other).is_none_or(|sums| sums.iter().all(|(sum, _)| *sum != outside))
                });
                if *other != part && is_outside && self.may(*other, against) {
                    found((*other, against));
                }
            }
        }
    }

    /// Takes every gain there is near at hand, so that fewer sums are off.
    fn polish(&mut self) {
        for _ in 0..self.effort.sweeps {
            self.step += 1;
            let mut gained = false;
            for part in 0..u32::try_from(self.problem.parts.len()).unwrap_or(u32::MAX) {
                for by in [1, -1] {
                    if !self.may(part, by) || !self.is_wanted(part, by) {
                        continue;
                    }
                    let single = [Some((part, by)), None];
                    let mut best = (self.price(single), single);
                    self.each_counterpart(part, by, None, |counterpart| {
                        let pair = [Some((part, by)), Some(counterpart)];
                        let price = self.price(pair);
                        if price < best.0 {
                            best = (price, pair);
                        }
                    });
                    if best.0 < 0 {
                        self.take(best.1);
                        gained = true;
                        break;
                    }
                }
            }
            if !gained {
                break;
            }
        }
    }

    /// Whether a sum that is off would be nearer to what is wanted if a part went a digit up or down.
    fn is_wanted(&self, part: u32, by: i8) -> bool {
        let sums = at(&self.sums_of, part).map_or(&[][..], Vec::as_slice);
        sums.iter().any(|(sum, times)| {
            at(&self.off, *sum).copied().unwrap_or_default().signum() == -i32::from((times * by).signum())
        })
    }
}

impl Target {
    fn cost(&self, off: i32) -> i64 {
        match off {
            0 => 0,
            _ => {
                let first = if off.signum() == i32::from(self.natural) { self.near } else { self.far };
                first + self.beyond * (i64::from(off).abs() - 1)
            }
        }
    }
}

fn target(problem: &Problem, sum: &super::Sum) -> Target {
    let (exact, _) = problem.exact_and_floor(sum);
    let over = remainder(exact, problem.digit);
    let rounded_up = ordinary(exact, problem.digit) > floor(exact, problem.digit);
    // The other of the two roundings, and how far beyond the half it lies, in hundredths of a digit.
    let (natural, distance) = match over {
        0 => (0, 0),
        over if rounded_up => (-1, over),
        over => (1, problem.digit - over),
    };
    let beyond_half = i64::try_from(distance * 100 / problem.digit - 50).unwrap_or_default().max(0);
    match sum.purpose {
        Purpose::Total | Purpose::Tie => {
            Target { near: REQUIRED, far: REQUIRED, beyond: REQUIRED, natural: 0 }
        }
        Purpose::Printed(cells) => {
            // The wider a sum, the more it is looked at, by however few cells it is printed.
            let width = i64::from(sum.members.len().max(1).ilog2());
            // One digit more or less is much of a small amount.
            let small = if exact.abs() < SMALL_AMOUNT * problem.digit { 2 } else { 1 };
            let weight = small * (4 * i64::from(cells.min(16)) + width * width);
            Target {
                near: weight * (50 + beyond_half),
                far: weight * 150,
                beyond: BEYOND + weight * 150,
                natural,
            }
        }
    }
}

/// Some of a list, evenly, beginning elsewhere each time.
fn spread<T>(list: &[T], most: usize, turn: usize) -> impl Iterator<Item = &T> {
    let stride = list.len().div_ceil(most).max(1);
    list.iter().skip(if stride > 1 { turn % stride } else { 0 }).step_by(stride)
}

fn get_mut<T>(list: &mut [T], position: u32) -> Option<&mut T> {
    list.get_mut(usize::try_from(position).ok()?)
}
