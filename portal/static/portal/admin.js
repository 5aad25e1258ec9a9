// What unfold's pages need so that no text is evaluated as a script: Alpine's CSP build reads expressions by itself, knows
// no global, takes one expression at a time, and looks at both sides of an "and". The few of unfold's that mean more than
// that are put in its words here.
document.addEventListener("alpine:init", () => {
  const SIDEBAR = "sidebarDesktopOpen";

  const known = {
    getCurrentTab: () => getCurrentTab(),
    moveRecords: (event) => moveRecords(event),
    sortRecords: (event) => sortRecords(event),
    sidebarWasOpen: () => localStorage.getItem(SIDEBAR) !== "0",
    keepSidebar(open) { localStorage.setItem(SIDEBAR, open ? "1" : "0"); return open; },
    addressOf(tab) { return location.pathname + location.search + (tab && tab !== "general" ? `#${tab}` : ""); },
    leaveSearch(field) { if (field.value) field.value = ""; else field.blur(); return false; },
  };
  Alpine.data("theme", (...given) => Object.assign(theme(...given), known));
  for (const part of [searchForm, searchDropdown, searchCommand]) Alpine.data(part.name, part);

  const IN_ITS_WORDS = [
    [/\(localStorage\.getItem\('sidebarDesktopOpen'\) !== null\)[^}]*: true/, "sidebarWasOpen()"],
    [/;\s*\$watch\('sidebarDesktopOpen'[^;]*;/, ""],
    [/sidebarDesktopOpen = !sidebarDesktopOpen; localStorage[^;]*;/, "sidebarDesktopOpen = keepSidebar(!sidebarDesktopOpen)"],
    [/openSearchResults = true; currentIndex = 0/, "(openSearchResults = true) && (currentIndex = 0)"],
    [/openSearchResults = false; if \(.*\}/, "openSearchResults = leaveSearch($refs.searchInput)"],
    [/if \((!\$event.*ctrlKey)\) (selectItem\(.*\))/, "$1 ? $2 : false"],
    [/items !== undefined && items.length > 0/, "items ? items.length > 0 : false"],
    [/(\['h3', 'strong'\].includes\(.*\)) && (\(openRow = !openRow\))/, "$1 ? $2 : false"],
    [/activeTab && activeTab !== 'general' \?.*search/, "addressOf(activeTab)"],
  ];
  Alpine.interceptInit((element) => {
    for (const { name, value } of element.attributes) {
      const rule = name.startsWith("x-") && IN_ITS_WORDS.find(([before]) => before.test(value));
      // Unseen by Alpine's own observer, which would else read the attribute once more and begin with data of its own.
      if (rule) Alpine.mutateDom(() => element.setAttribute(name, value.replace(...rule)));
    }
  });
});
