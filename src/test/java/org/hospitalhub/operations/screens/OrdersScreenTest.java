package org.hospitalhub.operations.screens;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How a list of orders is paged. */
class OrdersScreenTest {

    @Test
    void anotherPageIsOfTheSameSearch() {
        OrdersScreen.Search search =
                new OrdersScreen.Search("n3.snils", "", null, "a b&c={x}", "2026-11-21T09:30", null, "3");
        assertThat(search.at(2))
                .isEqualTo("/orders?operation=n3.snils&q=a%20b%26c%3D%7Bx%7D&from=2026-11-21T09%3A30&patient=3&page=2");
    }
}
