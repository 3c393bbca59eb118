/** The gate: decodes, validates, removes duplicates and re-keys whatever arrives by topic. */
@NullMarked
package com.nexora.streams.ingest;

import org.jspecify.annotations.NullMarked;
