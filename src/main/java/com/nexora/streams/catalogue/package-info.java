/**
 * The names and encodings that every room shares: topics, stores, keys, headers, settings. Uses no
 * other room.
 */
@NullMarked
package com.nexora.streams.catalogue;

import org.jspecify.annotations.NullMarked;
