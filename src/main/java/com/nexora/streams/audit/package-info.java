/** The audit trail: intake, sequencer, chain, verification. */
@NullMarked
package com.nexora.streams.audit;

import org.jspecify.annotations.NullMarked;
