/**
 * The public formats of signed log heads, all from C2SP: signed notes, checkpoints, cosignatures,
 * the protocol of witnesses, and policies that say whose signatures count.
 */
@NullMarked
package com.nexora.streams.audit.note;

import org.jspecify.annotations.NullMarked;
