/**
 * The whole product as it is shipped, in a process of its own, measured from outside: what a
 * correlated event costs, how fast questions are answered, how long a lost state takes to come
 * back, and how much disk it fills.
 */
@NullMarked
package com.nexora.streams.bench.product;

import org.jspecify.annotations.NullMarked;
