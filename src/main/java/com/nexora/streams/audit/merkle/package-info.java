/** The Merkle tree of a log: hashing, compact ranges, proofs and tiles. Pure. */
@NullMarked
package com.nexora.streams.audit.merkle;

import org.jspecify.annotations.NullMarked;
