package org.hospitalhub.operations.screens;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.State;
import org.hospitalhub.operations.actions.InvalidRequestException;
import org.hospitalhub.operations.actions.RouteReloadAction;
import org.hospitalhub.operations.actions.RouteReloader;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The picture of the way that orders take, with live counts. */
@Screen
class RoutesScreen {

    private final CamelContext camel;
    private final Numbers numbers;
    private final RouteReloader reload;
    private final RouteReloadAction action;
    private final Operations operations;

    RoutesScreen(
            CamelContext camel,
            Numbers numbers,
            RouteReloader reload,
            RouteReloadAction action,
            Operations operations) {
        this.operations = operations;
        this.camel = camel;
        this.numbers = numbers;
        this.reload = reload;
        this.action = action;
    }

    /**
     * A box of the picture.
     *
     * @param routes its routes; none of the ledger
     * @param orders numbers of the ledger by state; none of a room
     */
    record Box(String name, List<Line> routes, Map<State, Long> orders) {}

    /**
     * One route.
     *
     * @param passed exchanges since the start
     * @param failed how many of them failed
     */
    record Line(String id, @Nullable String description, String status, long passed, long failed, long inside) {}

    @GetMapping("/routes")
    String routes(Model model) {
        model.addAttribute(
                "way",
                way().stream()
                        .map(column -> column.stream().map(this::box).toList())
                        .toList());
        model.addAttribute("reloads", reload.off() == null);
        return "routes";
    }

    /** Returns the routes in columns; the ledger is between intake and dispatch and has no routes. */
    private List<List<String>> way() {
        List<String> services =
                operations.all().stream().map(Operation::service).distinct().toList();
        return List.of(List.of("intake"), List.of("ledger"), List.of("dispatch"), services, List.of("delivery"));
    }

    /** Loads changed files and shows the result, the files and their errors on the page. */
    @PostMapping("/routes/reload")
    String reload(Authentication who, RedirectAttributes redirect) {
        Wording off = reload.off();
        if (off != null) {
            throw new InvalidRequestException(off);
        }
        RouteReloader.Result result = action.reload(who);
        redirect.addFlashAttribute("reloaded", RouteReloadAction.word(result));
        redirect.addFlashAttribute("files", result.files());
        redirect.addFlashAttribute("findings", result.findings());
        return "redirect:/routes";
    }

    /** Returns the page without its frame; it is loaded every few seconds. */
    @GetMapping("/routes/picture")
    String live(Model model) {
        routes(model);
        return "routes :: picture";
    }

    private Box box(String name) {
        return name.equals("ledger") ? new Box(name, List.of(), orders()) : new Box(name, lines(name), Map.of());
    }

    private Map<State, Long> orders() {
        Map<State, Long> orders = new EnumMap<>(State.class);
        numbers.orders()
                .values()
                .forEach(counts -> counts.forEach((state, number) -> orders.merge(state, number, Long::sum)));
        return orders;
    }

    private List<Line> lines(String room) {
        return camel.getRoutes().stream()
                .filter(route -> route.getRouteId().startsWith(room + "-"))
                .map(this::line)
                .sorted(Comparator.comparing(Line::id))
                .toList();
    }

    private Line line(Route route) {
        String id = route.getRouteId();
        String status = camel.getRouteController().getRouteStatus(id).name().toLowerCase(Locale.ROOT);
        ManagedCamelContext managed = camel.getCamelContextExtension().getContextPlugin(ManagedCamelContext.class);
        ManagedRouteMBean counts = managed == null ? null : managed.getManagedRoute(id);
        try {
            return counts == null
                    ? new Line(id, route.getDescription(), status, 0, 0, 0)
                    : new Line(
                            id,
                            route.getDescription(),
                            status,
                            counts.getExchangesTotal(),
                            counts.getExchangesFailed(),
                            counts.getExchangesInflight());
        } catch (Exception goneMeanwhile) {
            return new Line(id, route.getDescription(), status, 0, 0, 0);
        }
    }
}
