"""nigao 拟稿: from a unit's facts to the papers of a campaign, and back.

    templates/plan.md.j2       → read_template ┐
    campaign < sector < unit   → read_profile  ┴→ choose_kinds → build_context → render_markdown → read_markdown
        → fit_form → cut_to_depth → set_numbers → compile_docx → fill_docx → .docx

Every file named verb_noun is a step with one public function of the same name, one plain type in, one out; every
other file is a noun: the data that travels, a helper, the order (`pipeline.py`), or an edge. The helpers that make a
Word file lie together in `word/`. Imports point one way: cli → pipeline → steps → helpers → data.
"""
