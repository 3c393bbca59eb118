/** HTTP: routes, authentication, problem details. openapi.yaml is its contract. */
@NullMarked
package com.nexora.streams.query;

import org.jspecify.annotations.NullMarked;
