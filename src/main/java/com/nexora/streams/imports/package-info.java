/**
 * Files become events: readers that survive any input, mappers per format, the producer behind
 * them, and the report of what became of every record.
 */
@NullMarked
package com.nexora.streams.imports;

import org.jspecify.annotations.NullMarked;
