/** Signed heads of the logs: who signs them, what is checked before, and what a start relies on. */
@NullMarked
package com.nexora.streams.audit.checkpoint;

import org.jspecify.annotations.NullMarked;
