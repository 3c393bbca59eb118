/** Development broker, development registry and the simulator. Never in the production image. */
@NullMarked
package com.nexora.streams.embedded;

import org.jspecify.annotations.NullMarked;
