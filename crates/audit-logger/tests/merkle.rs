//! Case 5: the tree is that of RFC 6962 and RFC 9162, by known answers and beside another
//! implementation.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use audit_logger::{
    Frontier, Hash, TreeHead, leaf_hash,
    merkle::{
        ConsistencyProof, InclusionProof, prove_consistency, prove_inclusion, verify_consistency,
        verify_inclusion,
    },
};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;

fn hash(hex: &str) -> Hash {
    Hash::parse(hex).unwrap()
}

/// The eight leaves that certificate transparency's own tests use, and the root after each.
const LEAVES: [&[u8]; 8] = [
    b"",
    &[0x00],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    &[
        0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e,
        0x6f,
    ],
];
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn known(size: usize) -> TreeHead {
    TreeHead {
        size: size as u64,
        root: hash(ROOTS[size - 1]),
    }
}

#[test]
fn known_roots() {
    let mut tree = Frontier::new();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(tree.root(), hash(empty));
    for (leaf, root) in LEAVES.iter().zip(ROOTS) {
        tree.push(leaf_hash(leaf));
        assert_eq!(tree.root(), hash(root), "{} leaves", tree.size());
    }
}

/// From the vectors of `transparency-dev/merkle` (Apache-2.0), `testdata/*/happy-path.json`.
#[test]
fn known_proofs_verify() {
    let pair_2 = hash("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a");
    let pair_3 = hash("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0");
    let left_half = hash("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    let leaf_6 = hash("b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f");
    let leaf_4 = hash("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
    let leaf_0 = hash("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    let pair_1 = hash("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e");

    let six_to_eight = ConsistencyProof {
        from: 6,
        to: 8,
        path: vec![pair_2, pair_3, left_half],
    };
    assert_eq!(
        verify_consistency(&known(6), &known(8), &six_to_eight),
        Ok(())
    );
    let six_to_seven = ConsistencyProof {
        from: 6,
        to: 7,
        path: vec![pair_2, leaf_6, left_half],
    };
    assert_eq!(
        verify_consistency(&known(6), &known(7), &six_to_seven),
        Ok(())
    );
    let sixth = hash("4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658");
    let proof = InclusionProof {
        index: 5,
        size: 8,
        path: vec![leaf_4, pair_3, left_half],
    };
    assert_eq!(verify_inclusion(&sixth, &proof, &known(8).root), Ok(()));
    let second = hash("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7");
    let proof = InclusionProof {
        index: 1,
        size: 5,
        path: vec![leaf_0, pair_1, leaf_4],
    };
    assert_eq!(verify_inclusion(&second, &proof, &known(5).root), Ok(()));
}

fn leaf_data(n: usize) -> Vec<u8> {
    format!("record {n}").into_bytes()
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(&leaf_data(n))).collect()
}

fn root_of(leaves: &[Hash]) -> Hash {
    let mut tree = Frontier::new();
    for leaf in leaves {
        tree.push(*leaf);
    }
    tree.root()
}

fn bytes(path: &[Hash]) -> Vec<u8> {
    path.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// Every root up to 300 leaves, and proofs of every size, equal those of `ct-merkle`.
#[test]
fn roots_and_proofs_equal_another_implementation() {
    let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let mut ours = Frontier::new();
    let all = leaves(300);
    for size in 1..=300_usize {
        theirs.push(leaf_data(size - 1));
        ours.push(all[size - 1]);
        assert_eq!(
            theirs.root().as_bytes().as_slice(),
            ours.root().as_bytes(),
            "{size} leaves"
        );
        for index in [0, size / 3, size / 2, size - 1] {
            let proof = prove_inclusion(&all[..], index as u64, size as u64).unwrap();
            assert_eq!(
                theirs.prove_inclusion(index).as_bytes(),
                bytes(&proof.path),
                "{index}/{size}"
            );
        }
        for from in [1, size / 3, size / 2, size - 1]
            .into_iter()
            .filter(|from| *from > 0 && *from < size)
        {
            let proof = prove_consistency(&all[..], from as u64, size as u64).unwrap();
            let reference = theirs.prove_consistency(size - from);
            assert_eq!(reference.as_bytes(), bytes(&proof.path), "{from} to {size}");
        }
    }
}

#[test]
fn there_is_no_proof_outside_the_tree() {
    let all = leaves(5);
    assert!(prove_inclusion(&all[..], 5, 5).is_err());
    assert!(
        prove_inclusion(&all[..], 4, 6).is_err(),
        "the sixth leaf is not there"
    );
    assert!(
        prove_consistency(&all[..], 0, 5).is_err(),
        "nothing proves nothing"
    );
    assert!(prove_consistency(&all[..], 4, 3).is_err());
    let empty = ConsistencyProof {
        from: 0,
        to: 5,
        path: Vec::new(),
    };
    let head = TreeHead {
        size: 5,
        root: root_of(&all),
    };
    assert!(verify_consistency(&TreeHead::empty(), &head, &empty).is_err());
}

/// All that could be changed in a proof, one thing at a time.
fn spoilt(path: &[Hash], noise: usize) -> Vec<Vec<Hash>> {
    let mut all = vec![
        [path, &[leaf_hash(b"more")]].concat(),
        [&[leaf_hash(b"more")], path].concat(),
    ];
    if let Some((at, hash)) = path.iter().enumerate().nth(noise % path.len().max(1)) {
        let mut bytes = *hash.as_bytes();
        bytes[noise % 32] ^= 1 << (noise % 8);
        let mut flipped = path.to_vec();
        flipped[at] = Hash::from_bytes(bytes);
        all.extend([flipped, path[1..].to_vec(), path[..path.len() - 1].to_vec()]);
    }
    all
}

proptest! {
    #[test]
    fn an_inclusion_proof_proves_its_leaf_and_no_other(size in 1_usize..600, pick in any::<prop::sample::Index>(), noise in any::<usize>()) {
        let (all, index) = (leaves(size), pick.index(size));
        let root = root_of(&all);
        let proof = prove_inclusion(&all[..], index as u64, size as u64).unwrap();
        prop_assert_eq!(verify_inclusion(&all[index], &proof, &root), Ok(()));
        prop_assert!(verify_inclusion(&leaf_hash(b"other"), &proof, &root).is_err());
        prop_assert!(verify_inclusion(&all[index], &proof, &leaf_hash(b"other")).is_err());
        for path in spoilt(&proof.path, noise) {
            let wrong = InclusionProof { path, ..proof };
            prop_assert!(verify_inclusion(&all[index], &wrong, &root).is_err());
        }
        let outside = InclusionProof { index: size as u64, ..proof.clone() };
        prop_assert!(verify_inclusion(&all[index], &outside, &root).is_err());
        for other in [index.wrapping_add(1) % size, index ^ 1].into_iter().filter(|o| *o != index && *o < size) {
            let moved = InclusionProof { index: other as u64, ..proof.clone() };
            prop_assert!(verify_inclusion(&all[index], &moved, &root).is_err());
        }
    }

    #[test]
    fn a_consistency_proof_proves_its_trees_and_no_others(to in 1_usize..600, pick in any::<prop::sample::Index>(), noise in any::<usize>()) {
        let (all, from) = (leaves(to), pick.index(to) + 1);
        let earlier = TreeHead { size: from as u64, root: root_of(&all[..from]) };
        let later = TreeHead { size: to as u64, root: root_of(&all) };
        let proof = prove_consistency(&all[..], from as u64, to as u64).unwrap();
        prop_assert_eq!(verify_consistency(&earlier, &later, &proof), Ok(()));
        let other = leaf_hash(b"other");
        let (not_earlier, not_later) = (TreeHead { root: other, ..earlier }, TreeHead { root: other, ..later });
        prop_assert!(verify_consistency(&not_earlier, &later, &proof).is_err());
        prop_assert!(verify_consistency(&earlier, &not_later, &proof).is_err());
        for path in spoilt(&proof.path, noise) {
            let wrong = ConsistencyProof { path, ..proof };
            prop_assert!(verify_consistency(&earlier, &later, &wrong).is_err());
        }
    }

    #[test]
    fn a_frontier_goes_on_where_it_was_stored(size in 0_usize..300, more in 0_usize..50) {
        let all = leaves(size + more);
        let mut tree = Frontier::new();
        all[..size].iter().for_each(|leaf| tree.push(*leaf));
        let mut restored = Frontier::from_bytes(size as u64, &tree.to_bytes()).unwrap();
        prop_assert_eq!(&restored, &tree);
        all[size..].iter().for_each(|leaf| restored.push(*leaf));
        prop_assert_eq!(restored.root(), root_of(&all));
        prop_assert!(Frontier::from_bytes(size as u64 + 1, &tree.to_bytes()).is_err() || (size as u64 + 1).count_ones() == (size as u64).count_ones());
    }

    #[test]
    fn a_hash_reads_back_what_it_writes(bytes in any::<[u8; 32]>()) {
        let hash = Hash::from_bytes(bytes);
        prop_assert_eq!(Hash::parse(&hash.to_string()), Ok(hash));
        let longer = format!("0{hash}");
        prop_assert!(Hash::parse(&longer).is_err());
    }
}
