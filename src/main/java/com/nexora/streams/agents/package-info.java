/** The state of every agent or other identity, folded from its events. */
@NullMarked
package com.nexora.streams.agents;

import org.jspecify.annotations.NullMarked;
