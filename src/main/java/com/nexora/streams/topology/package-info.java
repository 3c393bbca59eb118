/** The table of contents: the whole graph on one page. May use all domain rooms. */
@NullMarked
package com.nexora.streams.topology;

import org.jspecify.annotations.NullMarked;
