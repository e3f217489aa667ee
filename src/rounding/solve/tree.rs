//! The first answer: largest remainders from the top of a hierarchy down.
//!
//! The hierarchy is grown from the widest sums to the narrowest: a sum has its place in it if all its parts
//! still lie together in one sum above. Each sum in it, once it has a whole number, gives every part of its own
//! the floor, and one more to those with the largest remainders; so every sum in the hierarchy is one of the
//! two roundings next to its exact value. Sums that cut across it are left to the search.

use std::cmp::Reverse;

use super::{Problem, Purpose, at, floor, ordinary, remainder};

/// A sum in the hierarchy.
struct Node {
    /// Which one of the problem's.
    sum: usize,
    /// The nodes within it.
    nodes: Vec<usize>,
    /// The parts within it and in none of those.
    parts: Vec<u32>,
}

/// What a sum gives to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Node(usize),
    Part(usize),
}

/// Remainder and size, by which one comes before another.
type Taker = (i128, i128, Reverse<Who>);

/// By how many digits each part goes up from its floor.
pub(super) fn first(problem: &Problem) -> Vec<i8> {
    let mut ups: Vec<i8> = problem.parts.iter().map(|part| ordinary_up(problem, part.value)).collect();
    let (nodes, roots) = grow(problem);
    // Nodes stand behind the one above them, so that each has its number before its own are shared out.
    let mut given: Vec<i128> = vec![0; nodes.len()];
    for root in roots {
        let sum = nodes.get(root).and_then(|node| problem.sums.get(node.sum));
        set(&mut given, root, sum.map_or(0, |sum| problem.wanted(sum)));
    }
    for (position, node) in nodes.iter().enumerate() {
        let mut left = given.get(position).copied().unwrap_or_default();
        let mut takers: Vec<Taker> = Vec::new();
        for child in &node.nodes {
            let sum = nodes.get(*child).and_then(|child| problem.sums.get(child.sum));
            let (exact, below) = sum.map_or((0, 0), |sum| problem.exact_and_floor(sum));
            let base = floor(exact, problem.digit) - below;
            set(&mut given, *child, base);
            left -= base;
            takers.push((remainder(exact, problem.digit), exact.abs(), Reverse(Who::Node(*child))));
        }
        for part in &node.parts {
            let value = problem.value(*part);
            let who = usize::try_from(*part).unwrap_or(usize::MAX);
            set(&mut ups, who, 0);
            takers.push((remainder(value, problem.digit), value.abs(), Reverse(Who::Part(who))));
        }
        takers.retain(|(over, ..)| *over > 0);
        takers.sort_unstable_by_key(|taker| Reverse(*taker));
        let left = usize::try_from(left).unwrap_or_default();
        for (_, _, Reverse(who)) in takers.into_iter().take(left) {
            match who {
                Who::Part(part) => set(&mut ups, part, 1),
                Who::Node(node) => given.get_mut(node).into_iter().for_each(|given| *given += 1),
            }
        }
    }
    ups
}

/// The hierarchy: nodes, those above first, and the ones that have none above.
fn grow(problem: &Problem) -> (Vec<Node>, Vec<usize>) {
    let mut order: Vec<usize> = (0..problem.sums.len()).collect();
    let of = |sum: usize| problem.sums.get(sum);
    order.retain(|sum| {
        of(*sum).is_some_and(|sum| {
            sum.purpose != Purpose::Tie && sum.members.len() > 1 && sum.members.iter().all(|(_, n)| *n == 1)
        })
    });
    order.sort_by_key(|sum| {
        Reverse(of(*sum).map_or((false, 0), |sum| (sum.purpose == Purpose::Total, sum.members.len())))
    });
    let mut nodes: Vec<Node> = Vec::new();
    let mut roots = Vec::new();
    // The lowest node so far that a part is in.
    let mut deepest: Vec<Option<usize>> = vec![None; problem.parts.len()];
    for sum in order {
        let members = of(sum).map_or(&[][..], |sum| &sum.members);
        let mut above = members.iter().map(|(part, _)| at(&deepest, *part).copied().flatten());
        let first = above.next().flatten();
        if above.any(|other| other != first) {
            continue;
        }
        let own = nodes.len();
        match first {
            Some(above) => nodes.get_mut(above).into_iter().for_each(|node| node.nodes.push(own)),
            None => roots.push(own),
        }
        nodes.push(Node { sum, nodes: Vec::new(), parts: Vec::new() });
        for (part, _) in members {
            if let Ok(part) = usize::try_from(*part) {
                set(&mut deepest, part, Some(own));
            }
        }
    }
    for (part, node) in (0u32..).zip(&deepest) {
        if let Some(node) = node.and_then(|node| nodes.get_mut(node)) {
            node.parts.push(part);
        }
    }
    (nodes, roots)
}

fn ordinary_up(problem: &Problem, value: i128) -> i8 {
    i8::from(ordinary(value, problem.digit) > floor(value, problem.digit))
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}
