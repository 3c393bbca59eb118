/** One-minute panes of mergeable histograms, and the windows that are read from them. */
@NullMarked
package com.nexora.streams.analytics;

import org.jspecify.annotations.NullMarked;
