"""Making a .docx: the helpers of `compile_docx` and `fill_docx`. Who wants to know what stands where should begin here.

    word_xml      text, runs, paragraphs, tables and styles: how anything is written
    drawing_xml   text boxes
    page_xml      sections, headers, footers, settings: the parts that follow from the layout alone
    package       the zip file
    measure       how wide a text is
    pages         how many lines a paragraph has, and the page each block stands on
    letterhead    版头   title_lines   标题   signature   落款   colophon   版记: each part as its lengths make it
    arrangement   what these lengths decide for the paper as a whole

Imports point one way here too: xml ← measure ← pages ← the parts ← arrangement.
"""
