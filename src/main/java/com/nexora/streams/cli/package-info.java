/** One class per command, no logic. */
@NullMarked
package com.nexora.streams.cli;

import org.jspecify.annotations.NullMarked;
