/**
 * What others write as JSON, translated into records of ours: log envelopes, documents of the
 * compliance platform, the change feed of a database. Pure.
 */
@NullMarked
package com.nexora.streams.ingest.foreign;

import org.jspecify.annotations.NullMarked;
