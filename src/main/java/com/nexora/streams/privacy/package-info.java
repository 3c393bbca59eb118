/**
 * Personal data in the trail: pseudonyms of data subjects, payloads encrypted under keys of the
 * subjects they speak of, and the destruction of those keys.
 */
@NullMarked
package com.nexora.streams.privacy;

import org.jspecify.annotations.NullMarked;
