package org.hospitalhub.operations.screens;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.operations.access.HubUsers;
import org.hospitalhub.operations.access.OidcSettings;
import org.hospitalhub.operations.actions.Desk;
import org.hospitalhub.operations.health.ServiceStates;
import org.springframework.security.core.Authentication;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How every service stands, and pausing it; the door to the other screens. */
@Screen
class OverviewScreen {

    private final ServiceStates states;
    private final Numbers numbers;
    private final Flow flow;
    private final Desk desk;
    private final HubUsers users;
    private final OidcSettings oidc;

    OverviewScreen(ServiceStates states, Numbers numbers, Flow flow, Desk desk, HubUsers users, OidcSettings oidc) {
        this.states = states;
        this.numbers = numbers;
        this.flow = flow;
        this.desk = desk;
        this.users = users;
        this.oidc = oidc;
    }

    @GetMapping("/login")
    String login(Model model) {
        model.addAttribute("elsewhere", oidc.isOn() ? oidc.label() : null);
        model.addAttribute("passwords", !users.users().isEmpty());
        return "login";
    }

    @GetMapping("/")
    String overview(Model model) {
        List<ServiceStates.Told> services = states.all();
        model.addAttribute("services", services);
        model.addAttribute("requests", requestsPerOrder(services));
        model.addAttribute("flow", flow.picture());
        return "overview";
    }

    private Map<String, Double> requestsPerOrder(List<ServiceStates.Told> services) {
        Map<String, Double> requests = new TreeMap<>();
        services.forEach(service ->
                numbers.requestsPerOrder(service.name()).ifPresent(each -> requests.put(service.name(), each)));
        return requests;
    }

    /** The same without its frame, every few seconds. */
    @GetMapping("/overview")
    String live(Model model) {
        overview(model);
        return "overview :: live";
    }

    @PostMapping("/services/{name}/pause")
    String pause(@PathVariable String name, @RequestParam String why, Authentication who) {
        states.find(name);
        desk.pause(name, why, who);
        return "redirect:/";
    }

    @PostMapping("/services/{name}/resume")
    String resume(@PathVariable String name, Authentication who) {
        states.find(name);
        desk.resume(name, who);
        return "redirect:/";
    }
}
