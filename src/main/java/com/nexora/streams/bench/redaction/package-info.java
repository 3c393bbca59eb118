/** Measures redaction. */
@NullMarked
package com.nexora.streams.bench.redaction;

import org.jspecify.annotations.NullMarked;
