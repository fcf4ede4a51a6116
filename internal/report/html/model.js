// The findings of the page, as the filters see them.

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const number = new Intl.NumberFormat("en");

const chapters = [...document.querySelectorAll(".chapter")].map((el) => ({ el, key: el.dataset.key ?? "", items: [] }));
const items = [];
for (const chapter of chapters) {
  for (const el of chapter.el.querySelectorAll(".f")) {
    const item = {
      el,
      chapter,
      class: el.dataset.class,
      rule: Number(el.dataset.rule),
      node: Number(el.dataset.node),
      list: el.dataset.list === undefined ? -1 : Number(el.dataset.list),
      text: null, // made by textOf
      misses: 0, // the filters that it does not pass
      kept: false, // shown although filters would hide it
    };
    chapter.items.push(item);
    items.push(item);
  }
}
const itemOf = new Map(items.map((item) => [item.el, item]));

const operationTexts = data.operations.map((name) => name.toLowerCase());

// textOf is what a search looks at, beside the operations.
function textOf(item) {
  item.text ??= item.el.querySelector("summary").textContent.toLowerCase();
  return item.text;
}
